// SPDX-License-Identifier: Apache-2.0
//
// The moves, the owner, and going through all sequences.
#include "threats/search.h"

#include <algorithm>
#include <optional>

#include "support/story.h"

namespace doverie::testing {

namespace {

// maria with ivan, active; what the adversary holds: the request started last.
struct Board : Story {
  explicit Board(const Policy& policy) : Story({.policies = PolicySchedule::of({policy}).value()}) {
    appointed("maria", "ivan");
    if (policy.max_contacts_per_trustor > 1) appointed("maria", "pyotr");
    wait(24h);
  }
  std::optional<RequestId> request;
  bool granted = false;
  bool open = false;  // a recovery has gone on, and nobody was asked
  int guesses = 0;
  int calls = 0;

  bool has(const AccountId& contact) {
    const auto contacts = service().trustor("maria").cabinet()->contacts;
    return std::ranges::any_of(contacts, [&](const ContactEntry& entry) { return entry.contact == contact; });
  }
  void begin(const std::string& operation) {
    const auto started = start("maria", false, operation);
    if (started && started->status == StartStatus::pending) request = started->request;
    if (started && started->status == StartStatus::not_protected) open = true;
  }
  void type_the_code() {
    static_cast<void>(service().pump());
    if (request && !sms->sent().empty()) static_cast<void>(confirm("ivan", *request, code_in(sms->sent().back().text)));
  }
  void guess() {
    if (request && in_words(confirm("ivan", *request, "000000")) == "refused: wrong_code") ++guesses;
  }
  void call() { static_cast<void>(service().operations().call_began("ivan", std::to_string(++calls))); }
  void hang_up() { static_cast<void>(service().operations().call_ended("ivan", std::to_string(calls))); }
};

}  // namespace

struct Move {
  const char* name;
  void (*make)(Board&);
};

namespace {

const Move kStarts{"starts", [](Board& b) { b.begin(std::string(kPasswordRecovery)); }};
// Something harmless, that the contact is sooner talked into.
const Move kStartsChange{"starts a change of the password", [](Board& b) { b.begin("password_change"); }};
const Move kRecoversWithIt{"recovers with it", [](Board& b) {
                             if (!b.request) return;
                             const auto thief = b.service().recoverer("maria");
                             if (thief.redeem(*b.request, b.secret(*b.request))) b.granted = true;
                           }};
const Move kGivesUp{"gives up", [](Board& b) {
                      if (b.request) static_cast<void>(b.cancel(*b.request));
                    }};
const Move kRedeems{"redeems", [](Board& b) {
                      if (b.request && b.redeem(*b.request)) b.granted = true;
                    }};
const Move kApproves{"approves", [](Board& b) {
                       if (b.request) static_cast<void>(b.approve("ivan", *b.request));
                     }};
const Move kTypes{"types the code", [](Board& b) { b.type_the_code(); }};
const Move kGuesses{"guesses", [](Board& b) { b.guess(); }};
// A request of one's own, and all that it allows: as one move, since a sequence has no room for it.
const Move kTriesSix{"tries six codes", [](Board& b) {
                       kStarts.make(b), kApproves.make(b);
                       for (int i = 0; i < 6; ++i) kGuesses.make(b);
                     }};
const Move kFloods{"has the code sent four times", [](Board& b) {
                     kStarts.make(b), kApproves.make(b);
                     static_cast<void>(b.service().pump());
                     for (int i = 0; i < 3 && b.request; ++i) {
                       b.wait(std::chrono::minutes{1});
                       static_cast<void>(b.resend("ivan", *b.request));
                       static_cast<void>(b.service().pump());
                     }
                   }};
const Move kCarriesThrough{"recovers with the contact's help",
                           [](Board& b) { kStarts.make(b), kApproves.make(b), kTypes.make(b), kRedeems.make(b); }};
const Move kRedeemsWithoutSecret{"redeems without the secret", [](Board& b) {
                                   if (!b.request) return;
                                   const auto thief = b.service().recoverer("maria");
                                   if (thief.redeem(*b.request, secret_number(99))) b.granted = true;
                                 }};
const Move kAsksAgain{"asks for the code", [](Board& b) {
                        if (b.request) static_cast<void>(b.resend("ivan", *b.request));
                        static_cast<void>(b.service().pump());
                      }};
const Move kReports{"reports fraud", [](Board& b) { static_cast<void>(b.service().contact("ivan").report_fraud("maria")); }};
const Move kResigns{"resigns", [](Board& b) { static_cast<void>(b.service().contact("ivan").resign("maria")); }};
const Move kOwnerReports{"reports fraud as the owner",
                         [](Board& b) { static_cast<void>(b.service().trustor("maria").report_fraud()); }};
const Move kRemoves{"removes the contact",
                    [](Board& b) { static_cast<void>(b.service().trustor("maria").remove_contact("ivan")); }};
const Move kOwnerSaysNo{"says no as the owner", [](Board& b) {
                          if (b.request) static_cast<void>(b.service().trustor("maria").deny(*b.request));
                        }};
const Move kRings{"rings", [](Board& b) { b.hang_up(), b.call(); }};
const Move kCalls{"calls", [](Board& b) { b.call(); }};
const Move kFreezes{"freezes", [](Board& b) { static_cast<void>(b.service().operations().freeze("maria", "anna")); }};
const Move kUnfreezes{"lifts the freeze",
                      [](Board& b) { static_cast<void>(b.service().operations().unfreeze("maria", "anna", "boris")); }};
const Move kLiftsAlone{"lifts the freeze alone",
                       [](Board& b) { static_cast<void>(b.service().operations().unfreeze("maria", "anna", "anna")); }};
const Move kErases{"erases the contact",
                   [](Board& b) { static_cast<void>(b.service().operations().erase("ivan", "anna")); }};
const Move kSaysSeen{"says that the owner was seen",
                     [](Board& b) { static_cast<void>(b.service().operations().owner_seen("maria")); }};
const Move kSaysClosed{"says that the contact's account has closed",
                       [](Board& b) { static_cast<void>(b.service().operations().account_closed("ivan")); }};
const Move kSaysElsewhere{"says that it was recovered elsewhere", [](Board& b) {
                            static_cast<void>(b.service().operations().recovered_by_other_means("maria", "mfc"));
                          }};

using Sequence = std::vector<const Move*>;

struct Pace {
  const char* name;
  std::size_t length;  // of the sequences that are tried
  Duration between;
  int moves;  // in all; a sequence begins anew when it is over
};
constexpr Pace kOnce{"once", 4, std::chrono::minutes{1}, 4};
constexpr Pace kBusy{"for a day", 2, std::chrono::minutes{30}, 48};
constexpr Pace kSlow{"for forty days", 2, std::chrono::hours{24}, 40};
constexpr const Pace* kPaces[] = {&kOnce, &kBusy, &kSlow};

void owner_looks(Board& board) {
  const auto maria = board.service().trustor("maria");
  static_cast<void>(board.service().operations().owner_seen("maria"));
  const auto cabinet = maria.cabinet();
  for (const RequestView& request : cabinet->requests) static_cast<void>(maria.deny(request.request));
  for (const ContactEntry& contact : cabinet->contacts) {
    if (contact.removal_from) static_cast<void>(maria.keep_contact(contact.contact));
  }
}

struct Played {
  Duration frozen{0};
  Duration locked{0};
  int grant = 0;
  int open = 0;
};

std::string text_of(const TrustorView& view) {
  std::string text;
  for (const ContactEntry& one : view.contacts) text += one.contact + "\n";
  for (const InvitationView& one : view.invitations) text += one.name + "\n" + one.phone_masked + "\n";
  for (const RequestView& one : view.requests) text += one.number + "\n" + one.trustor + "\n";
  return text;
}

std::string text_of(const ContactView& view) {
  std::string text;
  for (const TrustorEntry& one : view.trustors) text += one.trustor + "\n";
  for (const InvitationView& one : view.invitations) text += one.name + "\n" + one.trustor + "\n" + one.phone_masked + "\n";
  for (const RequestView& one : view.requests) {
    text += one.number + "\n" + one.trustor + "\n" + (one.code ? one.code->phone_masked + "\n" : "");
  }
  return text;
}

std::string seen_through(Eyes eyes, Board& board) {
  if (eyes == Eyes::owners_cabinet) return text_of(*board.service().trustor("maria").cabinet());
  if (eyes == Eyes::contacts_cabinet) return text_of(*board.service().contact("ivan").cabinet());
  const auto status =
      eyes == Eyes::own_request && board.request ? board.status(*board.request) : Result<RecoveryView>(Fault{});
  return status ? status->number : std::string();
}

// What of this stands in the text.
void read_from(const std::string& text, Board& board, std::set<std::string>& read) {
  std::vector<std::pair<const char*, std::string>> things = {
      {"who the owner is", "maria"},
      {"who the contact is", "ivan"},
      {"the contact's phone", std::string(board.facts("ivan").phone.value().e164())},
      {"its last digits", board.facts("ivan").phone.value().masked()},
  };
  if (board.request) things.emplace_back("the request's number", board.number(*board.request));
  if (!board.sms->sent().empty()) things.emplace_back("the code", code_in(board.sms->sent().back().text));
  for (const auto& [what, thing] : things) {
    if (text.find(thing) != std::string::npos) read.insert(what);
  }
}

// How the account stands from now until the next move.
void look(Board& board, Duration until_next, Played& played) {
  const auto cabinet = board.service().trustor("maria").cabinet();
  if (cabinet->frozen_until) played.frozen += std::min<Duration>(until_next, *cabinet->frozen_until - board.now());
  const auto contact = board.service().contact("ivan").cabinet();
  if (cabinet->recovery_locked) {
    played.locked += until_next;
  } else if (contact->locked_until) {
    played.locked += std::min<Duration>(until_next, *contact->locked_until - board.now());
  }
}

std::string named(const Sequence& sequence, const Pace& pace) {
  std::string by;
  for (const Move* move : sequence) by += (by.empty() ? "" : ", ") + std::string(move->name);
  return by + " (" + pace.name + ")";
}

void keep(Worst& worst, long amount, const std::string& by) {
  if (amount > worst.amount) worst = {amount, by};
}

void play(const Adversary& adversary, const Sequence& sequence, const Pace& pace, const Policy& policy, Harms& harms) {
  Board board(policy);
  Played played;
  for (const Move* move : adversary.before) {
    move->make(board);
    board.wait(std::chrono::minutes{1});
  }
  for (int i = 0; i < pace.moves && !board.granted; ++i) {
    sequence[static_cast<std::size_t>(i) % sequence.size()]->make(board);
    if (board.granted) played.grant = i + 1;
    if (board.open && played.open == 0) played.open = i + 1;
    static_cast<void>(board.service().pump());
    look(board, pace.between, played);
    read_from(seen_through(adversary.eyes, board), board, harms.read);
    board.wait(pace.between);
    if (&pace == &kSlow) owner_looks(board);
  }
  const std::string by = named(sequence, pace);
  const auto hours = [](Duration time) { return static_cast<long>(time / std::chrono::hours{1}); };
  keep(harms.frozen, hours(played.frozen), by);
  keep(harms.locked, hours(played.locked), by);
  keep(harms.guesses, board.guesses, by);
  keep(harms.sms, static_cast<long>(board.sms->sent().size()), by);
  if (played.open > 0 && (harms.open.amount == 0 || played.open < harms.open.amount)) harms.open = {played.open, by};
  if (!board.has("ivan")) keep(harms.removed, 1, by);
  if (played.grant > 0 && (harms.grant.amount == 0 || played.grant < harms.grant.amount)) harms.grant = {played.grant, by};
}

// Calls `found` with every sequence of that length; a harm that a shorter one does is found by repeating.
template <class Found>
void each(const std::vector<const Move*>& moves, std::size_t length, Sequence& sequence, Found found) {
  if (sequence.size() == length) return found(sequence);
  for (const Move* move : moves) {
    sequence.push_back(move);
    each(moves, length, sequence, found);
    sequence.pop_back();
  }
}

}  // namespace

const std::vector<Adversary>& adversaries() {
  static const std::vector<Adversary> all = {
      {"contact", {&kStarts, &kApproves, &kTypes, &kRedeems, &kReports, &kResigns}, {}, Eyes::contacts_cabinet},
      {"contact who guesses", {&kStarts, &kApproves, &kGuesses, &kAsksAgain, &kGivesUp, &kTriesSix}, {}, {}},
      {"contact whom the owner has told no",
       {&kApproves, &kTypes, &kRedeems},
       {&kStarts, &kApproves, &kTypes, &kOwnerSaysNo},
       {}},
      {"contact whom the owner has reported",
       {&kApproves, &kTypes, &kRedeems},
       {&kStarts, &kApproves, &kTypes, &kOwnerReports},
       {}},
      {"contact and one operator", {&kLiftsAlone, &kCarriesThrough}, {&kFreezes}, {}},
      {"stranger with the account's name", {&kStarts, &kGivesUp, &kRedeems, &kRings}, {}, Eyes::own_request},
      {"whoever knows the request alone", {&kRedeemsWithoutSecret, &kTypes}, {&kStarts, &kApproves, &kTypes}, {}},
      {"thief of the owner's session", {&kRemoves, &kStarts, &kOwnerReports, &kRedeems}, {}, Eyes::owners_cabinet},
      {"thief of the contact's session",
       {&kStarts, &kApproves, &kGuesses, &kRedeems, &kReports, &kTriesSix, &kFloods},
       {},
       Eyes::contacts_cabinet},
      {"swindler on the phone with the contact", {&kStarts, &kApproves, &kTypes, &kRedeems, &kRings}, {}, {}},
      {"swindler who stays on the phone", {&kStarts, &kApproves, &kAsksAgain, &kTypes, &kRedeems}, {&kCalls}, {}},
      {"swindler who calls when the code is there", {&kTypes, &kRedeems}, {&kStarts, &kApproves, &kAsksAgain, &kCalls}, {}},
      {"swindler who says that it is a change", {&kStartsChange, &kApproves, &kTypes, &kRecoversWithIt}, {}, {}},
      {"operator by mistake", {&kFreezes, &kUnfreezes, &kErases, &kStarts}, {}, {}},
      {"host by mistake", {&kSaysSeen, &kSaysClosed, &kSaysElsewhere, &kStarts, &kRedeems}, {}, {}},
  };
  return all;
}

Harms worst_of(const Adversary& adversary, const Policy& policy) {
  Harms harms;
  for (const Pace* pace : kPaces) {
    Sequence sequence;
    const bool begins = std::ranges::find(adversary.moves, &kStarts) != adversary.moves.end();
    if (pace == &kOnce && begins) sequence.push_back(&kStarts);  // nothing is done in a few minutes without a request
    each(adversary.moves, pace->length, sequence, [&](const Sequence& one) { play(adversary, one, *pace, policy, harms); });
  }
  return harms;
}

}  // namespace doverie::testing
