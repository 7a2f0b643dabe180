// SPDX-License-Identifier: Apache-2.0
//
// Does a screen say what would happen? Over random stories, every number and step that a view shows is held against the commands
// themselves, decided on the same records at the very instants that the view names, and written nowhere.
#include <algorithm>
#include <set>

#include "doverie/core/operation.h"
#include "support/hand.h"
#include "threats/simulator.h"

namespace doverie::testing {
namespace {

constexpr int kSteps = 14;
#ifdef NDEBUG
constexpr int kRounds = 300;
#else
constexpr int kRounds = 150;
#endif

using Reasons = std::set<ReasonCode>;

constexpr ReasonCode kGuessesUsedUp[] = {ReasonCode::recovery_locked, ReasonCode::contact_locked,
                                         ReasonCode::too_many_wrong_codes, ReasonCode::restored_recently};
constexpr ReasonCode kEnded[] = {ReasonCode::request_denied,   ReasonCode::request_cancelled, ReasonCode::request_void,
                                 ReasonCode::request_redeemed, ReasonCode::request_expired,   ReasonCode::request_approved};

// What a command would be answered at that instant, as things stand.
Result<Answer> would_answer(Story& story, Command command, Instant at) {
  Operation operation(story.service().settings(), std::move(command), {}, randomness_number(7));
  while (!operation.needs().empty()) {
    Supplies supplies = fetched(story, operation.needs());
    if (supplies.clock) supplies.clock = ClockReading{at, CivilDate(std::chrono::floor<std::chrono::days>(at + 3h))};
    operation.supply(std::move(supplies));
  }
  if (operation.writes()) operation.committed(AppendResult{AppendOutcome::appended});
  return operation.answer();
}

Reasons refused(Story& story, Command command, Instant at) {
  Reasons reasons;
  const auto answer = would_answer(story, std::move(command), at);
  if (!answer.rejected()) return reasons;
  for (const Reason& reason : answer.rejection().reasons) reasons.insert(reason.code);
  return reasons;
}

bool any_of(const Reasons& reasons, std::span<const ReasonCode> codes) {
  return std::ranges::any_of(codes, [&](ReasonCode code) { return reasons.contains(code); });
}

// How often each kind of thing was seen: a comparison that never has anything to compare proves nothing.
std::map<std::string, int> seen;

bool counted(const std::string& what, bool is) {
  if (is) ++seen[what];
  return is;
}

// `reason` stands until just before `from`, and not from then on.
void check_until(Story& story, const Command& command, ReasonCode reason, Instant from, const std::string& what) {
  const Instant before = std::max(story.now(), from - kTick);
  if (story.now() < from) CHECK_MESSAGE(refused(story, command, before).contains(reason), what);
  CHECK_MESSAGE(!refused(story, command, std::max(story.now(), from)).contains(reason), what);
  counted(what, story.now() < from);
}

void check_code(Story& story, const AccountId& contact, const RequestView& request) {
  const CodeView& code = *request.code;
  const ConfirmCode confirm{contact, request.request, Secret("000000")};
  const ResendCode resend{contact, request.request};
  const Reasons confirming = refused(story, confirm, story.now());
  const Reasons resending = refused(story, resend, story.now());
  const bool none_left = counted("no attempts left", code.attempts_left == 0);
  CHECK(any_of(confirming, kGuessesUsedUp) == none_left);
  CHECK((!code.attempts_from.has_value() || none_left));
  if (code.attempts_from && *code.attempts_from < request.expires_at) {
    CHECK(any_of(refused(story, confirm, *code.attempts_from - kTick), kGuessesUsedUp));
    CHECK_FALSE(any_of(refused(story, confirm, *code.attempts_from), kGuessesUsedUp));
    ++seen["attempts from"];
  }
  CHECK(resending.contains(ReasonCode::sends_exhausted) == counted("no sends left", code.sends_left == 0));
  CHECK(code.resend_from.has_value() == (code.sends_left > 0));
  CHECK(resending.contains(ReasonCode::call_in_progress) == counted("in a call", code.call_in_progress));
  if (code.resend_from) {
    check_until(story, resend, ReasonCode::send_too_soon, *code.resend_from, "resend from");
    const Instant then = std::max(story.now(), *code.resend_from);
    if (then < request.expires_at) counted("sent again", would_answer(story, resend, then).ok());
  }
}

void check_steps(Story& story, const AccountId& contact, const RequestView& request) {
  const Attestation attestation{true, true, "0000"};
  const Reasons approving = refused(story, Approve{contact, request.request, attestation}, story.now());
  const Reasons confirming = refused(story, ConfirmCode{contact, request.request, Secret("000000")}, story.now());
  const bool may_approve = !any_of(approving, kEnded) && !approving.contains(ReasonCode::already_approved);
  const bool may_confirm = !any_of(confirming, kEnded) && !confirming.contains(ReasonCode::approval_missing) &&
                           !confirming.contains(ReasonCode::code_already_used);
  CHECK(may_approve == counted("to approve", request.step == ContactStep::approve));
  CHECK(may_confirm == counted("to type the code", request.step == ContactStep::type_code));
  CHECK(request.code.has_value() == (request.step == ContactStep::type_code));
  if (request.number_attempts_left) {
    CHECK(approving.contains(ReasonCode::too_many_wrong_numbers) == (*request.number_attempts_left == 0));
  }
  const bool open = !any_of(refused(story, DenyAsContact{contact, request.request}, story.now()), kEnded);
  // A changed phone is found when somebody wants to go on, and saying no is always allowed.
  if (request.end != RequestEnd::phone_changed) CHECK(open == !counted("ended", request.end.has_value()));
}

void check_links(Story& story, const AccountId& contact, const ContactView& view) {
  for (const TrustorEntry& entry : view.trustors) {
    const Resign resign{contact, entry.trustor};
    if (entry.resignation_from)
      check_until(story, resign, ReasonCode::removal_pending, *entry.resignation_from, "resign from");
    CHECK(refused(story, resign, story.now()).contains(ReasonCode::frozen) == counted("frozen", entry.frozen));
    const Reasons why = refused(story, resign, story.now());
    CHECK(why.contains(ReasonCode::removal_suspended) == counted("suspended", entry.resignation_suspended));
  }
}

// The clock was set back, and a fact lies ahead of it: whoever asks is told so, views as well as commands.
template <class View>
bool facts_are_wrong(const Result<View>& view) {
  return view.faulted() && view.fault().code == FaultCode::directory_wrong;
}

void check_contact(Story& story, const AccountId& contact) {
  const auto view = story.service().contact(contact).cabinet();
  if (facts_are_wrong(view)) return;
  REQUIRE_MESSAGE(view.ok(), in_words(view));
  check_links(story, contact, *view);
  for (const RequestView& request : view->requests) {
    check_steps(story, contact, request);
    if (request.code) check_code(story, contact, request);
  }
}

void check_places(Story& story, const AccountId& trustor, const TrustorView& view) {
  const Invite invite{trustor, "Иван", "+79030000000"};
  const Reasons inviting = refused(story, invite, story.now());
  const bool none_free =
      inviting.contains(ReasonCode::contact_limit_reached) || inviting.contains(ReasonCode::invitation_pending);
  CHECK(none_free == counted("no free place", view.free_places == 0));
  CHECK(inviting.contains(ReasonCode::invitations_exhausted) == counted("no invitations left", view.invitations_left == 0));
  if (view.invitations_from) {
    check_until(story, invite, ReasonCode::invitations_exhausted, *view.invitations_from, "invitations from");
  }
}

// Whether the contacts decide how a start is answered, and what they say.
void check_able(Story& story, const AccountId& trustor, const TrustorView& view) {
  const auto started = would_answer(story, StartRecovery{trustor, secret_number(1)}, story.now());
  if (view.frozen_until || view.recovery_locked) return;
  const bool able = counted("able", view.contacts_able == view.contacts_required);
  const auto* answer = started.ok() ? std::get_if<RecoveryStarted>(&*started) : nullptr;
  const bool goes_on = started.rejected() || (answer != nullptr && answer->status == StartStatus::pending);
  CHECK(goes_on == able);
  counted("not able", !able);
}

void check_trustor(Story& story, const AccountId& trustor) {
  const auto view = story.service().trustor(trustor).cabinet();
  if (facts_are_wrong(view)) return;
  REQUIRE_MESSAGE(view.ok(), in_words(view));
  check_places(story, trustor, *view);
  check_able(story, trustor, *view);
  CHECK(view->frozen_by.has_value() == view->frozen_until.has_value());
  for (const ContactEntry& entry : view->contacts) {
    const RemoveContact remove{trustor, entry.contact};
    if (entry.removal_from) check_until(story, remove, ReasonCode::removal_pending, *entry.removal_from, "remove from");
    const Reasons why = refused(story, remove, story.now());
    CHECK(why.contains(ReasonCode::removal_suspended) == entry.removal_suspended);
  }
}

TEST_CASE("views: every number and step on a screen is what the command goes by") {
  seen.clear();
  const std::uint64_t first_seed = seed_or(5000);
  const int rounds = rounds_or(kRounds);
  for (int i = 0; i < rounds; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    INFO("DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=1");
    Simulator simulator(seed);
    simulator.after_step = [](Story& story) {
      for (const char* contact : {"ivan", "pyotr"}) check_contact(story, contact);
      for (const char* trustor : {"maria", "olga"}) check_trustor(story, trustor);
    };
    const std::string wrong = simulator.run(kSteps);
    REQUIRE_MESSAGE(wrong.empty(), wrong);
  }
  for (const auto& [what, times] : seen) MESSAGE(what << ": " << times);
  if (rounds < kRounds) return;
  for (const char* what : {"resend from", "sent again", "to approve", "to type the code", "ended", "frozen", "no free place",
                           "able", "not able", "in a call"}) {
    CHECK_MESSAGE(seen[what] > 0, what);
  }
}

// Somebody who guesses, asks for the code and invites as often as the policy lets them, at random times.
void wear_out(Story& story, std::mt19937_64& random, RequestId& request) {
  static constexpr Duration kWaits[] = {1s, 1s, 59s, 1min, 1min, 20min};
  const AccountId contact = random() % 3 == 0 ? "pyotr" : "ivan";
  switch (random() % 12) {
    case 0:
    case 1:
    case 2:
    case 3:
      return static_cast<void>(story.confirm(contact, request, "000000"));
    case 4:
    case 5:
    case 6:
      static_cast<void>(story.service().pump());
      return static_cast<void>(story.resend(contact, request));
    case 7:
      return static_cast<void>(story.service().trustor("maria").invite("Анна", "+79031234567"));
    case 8:
    case 9:
    case 10:
      return story.wait(kWaits[random() % std::size(kWaits)]);
    default:
      if (const auto started = story.start("maria"); started.ok() && !started->request.empty()) request = started->request;
      return static_cast<void>(story.approve(contact, request));
  }
}

TEST_CASE("views: what is left runs out on the screen when it does for the command") {
  seen.clear();
  const std::uint64_t first_seed = seed_or(9000);
  const int rounds = rounds_or(kRounds / 6);
  for (int i = 0; i < rounds; ++i) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
    INFO("DOVERIE_SEED=" << seed << " DOVERIE_ROUNDS=1");
    std::mt19937_64 random(seed);
    Story story({.policies = changed([&](Policy& policy) {
                   policy.max_contacts_per_trustor = 10, policy.invitations_per_day = 3, policy.contact_lock = 1h;
                   policy.max_wrong_codes_per_contact = 2 + static_cast<std::int32_t>(random() % 9);
                   policy.max_consecutive_wrong_codes = 1 + static_cast<std::int32_t>(random() % 8);
                 })});
    story.appointed("maria", "ivan");
    story.appointed("maria", "pyotr");
    RequestId request = story.started("maria");
    for (int step = 0; step < 40; ++step) {
      wear_out(story, random, request);
      for (const char* contact : {"ivan", "pyotr"}) check_contact(story, contact);
      check_trustor(story, "maria");
    }
  }
  for (const auto& [what, times] : seen) MESSAGE(what << ": " << times);
  if (rounds < kRounds / 6) return;
  for (const char* what :
       {"no attempts left", "attempts from", "no sends left", "no invitations left", "invitations from"}) {
    CHECK_MESSAGE(seen[what] > 0, what);
  }
}

}  // namespace
}  // namespace doverie::testing
