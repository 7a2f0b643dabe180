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
  int calls = 0;

  bool has(const AccountId& contact) {
    const auto contacts = service().trustor("maria").cabinet()->contacts;
    return std::ranges::any_of(contacts, [&](const ContactEntry& entry) { return entry.contact == contact; });
  }
  void type_the_code() {
    static_cast<void>(service().pump());
    if (request && !sms->sent().empty()) static_cast<void>(confirm("ivan", *request, code_in(sms->sent().back().text)));
  }
};

}  // namespace

struct Move {
  const char* name;
  void (*make)(Board&);
};

namespace {

const Move kStarts{"starts", [](Board& b) {
                     const auto started = b.start("maria");
                     if (started && started->status == StartStatus::pending) b.request = started->request;
                   }};
// Something harmless, that the contact is sooner talked into.
const Move kStartsChange{"starts a change of the password", [](Board& b) {
                           const auto started = b.start("maria", false, "password_change");
                           if (started && started->status == StartStatus::pending) b.request = started->request;
                         }};
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
const Move kGuesses{"guesses", [](Board& b) {
                      if (b.request) static_cast<void>(b.confirm("ivan", *b.request, "000000"));
                    }};
// A request of one's own, and all that it allows: as one move, since a sequence has no room for it.
const Move kTriesFive{"tries five codes", [](Board& b) {
                        kStarts.make(b), kApproves.make(b);
                        for (int i = 0; i < 5; ++i) kGuesses.make(b);
                      }};
const Move kFloods{"has three SMS sent", [](Board& b) {
                     kStarts.make(b), kApproves.make(b);
                     static_cast<void>(b.service().pump());
                     for (int i = 0; i < 2 && b.request; ++i) {
                       b.wait(std::chrono::minutes{1});
                       static_cast<void>(b.resend("ivan", *b.request));
                       static_cast<void>(b.service().pump());
                     }
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
const Move kRings{"rings", [](Board& b) {
                    const auto host = b.service().operations();
                    static_cast<void>(host.call_ended("ivan", std::to_string(b.calls)));
                    static_cast<void>(host.call_began("ivan", std::to_string(++b.calls)));
                  }};
const Move kFreezes{"freezes", [](Board& b) { static_cast<void>(b.service().operations().freeze("maria", "anna")); }};
const Move kUnfreezes{"lifts the freeze",
                      [](Board& b) { static_cast<void>(b.service().operations().unfreeze("maria", "anna", "boris")); }};
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
};

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

void play(const Sequence& sequence, const Pace& pace, const Policy& policy, Harms& harms) {
  Board board(policy);
  Played played;
  for (int i = 0; i < pace.moves && !board.granted; ++i) {
    sequence[static_cast<std::size_t>(i) % sequence.size()]->make(board);
    if (board.granted) played.grant = i + 1;
    static_cast<void>(board.service().pump());
    look(board, pace.between, played);
    board.wait(pace.between);
    if (&pace == &kSlow) owner_looks(board);
  }
  const std::string by = named(sequence, pace);
  const auto hours = [](Duration time) { return static_cast<long>(time / std::chrono::hours{1}); };
  keep(harms.frozen, hours(played.frozen), by);
  keep(harms.locked, hours(played.locked), by);
  keep(harms.sms, static_cast<long>(board.sms->sent().size()), by);
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
      {"contact", {&kStarts, &kApproves, &kTypes, &kRedeems, &kReports, &kResigns}},
      {"contact, guessing", {&kStarts, &kApproves, &kGuesses, &kAsksAgain, &kGivesUp, &kTriesFive}},
      {"stranger with the account's name", {&kStarts, &kGivesUp, &kRedeems, &kRings}},
      {"thief of the owner's session", {&kRemoves, &kStarts, &kOwnerReports, &kRedeems}},
      {"thief of the contact's session", {&kStarts, &kApproves, &kGuesses, &kRedeems, &kReports, &kTriesFive, &kFloods}},
      {"swindler on the phone with the contact", {&kStarts, &kApproves, &kTypes, &kRedeems, &kRings}},
      {"swindler who says that it is a change", {&kStartsChange, &kApproves, &kTypes, &kRecoversWithIt}},
      {"operator by mistake", {&kFreezes, &kUnfreezes, &kErases, &kStarts}},
      {"host by mistake", {&kSaysSeen, &kSaysClosed, &kSaysElsewhere, &kStarts, &kRedeems}},
  };
  return all;
}

Harms worst_of(const Adversary& adversary, const Policy& policy) {
  Harms harms;
  for (const Pace* pace : kPaces) {
    Sequence sequence;
    const bool begins = std::ranges::find(adversary.moves, &kStarts) != adversary.moves.end();
    if (pace == &kOnce && begins) sequence.push_back(&kStarts);  // nothing is done in a few minutes without a request
    each(adversary.moves, pace->length, sequence, [&](const Sequence& one) { play(one, *pace, policy, harms); });
  }
  return harms;
}

}  // namespace doverie::testing
