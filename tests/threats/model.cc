// SPDX-License-Identifier: Apache-2.0
//
// What each command, answer and message changes, and the sentence that is said when something does not fit.
#include "threats/model.h"

#include <algorithm>
#include <chrono>

#include "core/bytes/json.h"

namespace doverie::testing {

namespace {

using namespace std::chrono_literals;

// The gosuslugi numbers, written down once more.
constexpr auto kRequestLifetime = 24h;
constexpr auto kCodeLifetime = 10min;
constexpr auto kRedeemWithin = 1h;
constexpr int kWrongCodesADay = 5;
constexpr int kSends = 3;
constexpr auto kCallHold = 2h;
constexpr auto kCallHoldTotal = 4h;
constexpr auto kRetention = 24h * 28;
// And those of strict.
constexpr auto kStrictRetention = 24h * 7;
constexpr auto kRemovalDelay = 24h;
constexpr auto kWaitingPeriod = 24h;
constexpr auto kPause = 72h;
constexpr int kWrongNumbersADay = 3;

std::string text_of(const JsonDocument& json, std::string_view name) {
  const JsonValue* value = json.member(name);
  return std::string(value && value->string() ? *value->string() : std::string_view());
}

// Of the code that the batch has made, or has to be sent again.
std::string challenge_in(const Batch& batch) {
  for (const StreamAppend& append : batch.appends) {
    for (const EventRecord& event : append.events) {
      const auto json = parse_json(event.bytes);
      const std::string type = text_of(*json, "type");
      if (type == "code_issued" || type == "code_resent") return text_of(*json, "challenge");
    }
  }
  return {};
}

}  // namespace

void Model::clock(Instant now) {
  now_ = now;
  highest_ = std::max(highest_, now);
}

void Model::written(const Batch& batch) {
  if (batch.command.answer.find("•") != std::string::npos) broken("T13: a masked phone was kept with an answer");
  erased(batch);
  for (const MessageRecord& message : batch.messages) {
    const auto json = parse_json(message.bytes);
    const JsonValue* send = json->member("send");
    if (!send) continue;
    const std::string challenge = challenge_in(batch);
    const Send named{text_of(*json, "request"), text_of(*json, "account"), *send->integer()};
    if (!challenge_of_.emplace(named, challenge).second) broken("two sends of a code have one number");
    codes_.try_emplace(challenge, Code{named.request, named.contact, highest_, challenge, {}});
  }
}

void Model::sent(const Send& send, const std::string& to, const std::string& code, bool taken) {
  const auto named = challenge_of_.find(send);
  if (named == challenge_of_.end()) return broken("an SMS was sent that nobody has asked for");
  Code& issued = codes_.at(named->second);
  const Request& request = requests_.at(issued.request);
  const bool held = request.approved && highest_ < *request.approved + kCallHoldTotal;
  const auto in_call_all_along = [&](const AccountId& account) {
    return calls_at_pump_.contains(account) && in_call(account);
  };
  if (held && (in_call_all_along(issued.contact) || in_call_all_along(request.trustor)))
    broken("B10: a code was sent during a call");
  issued.sent.emplace(to, code);
  if (issued.sent.size() > 1) broken("one challenge was sent with two codes or to two numbers");
  if (!taken) return;
  if (!taken_.insert(send).second) broken("KD1: an SMS that the gateway had taken was sent again");
  const auto of_same = [&](const Send& one) { return one.request == send.request && one.contact == send.contact; };
  if (std::ranges::count_if(taken_, of_same) > kSends) broken("KD1: the gateway took more SMS than are allowed");
}

bool Model::in_call(const AccountId& account) const {
  const auto call = calls_.find(account);
  return call != calls_.end() && highest_ < call->second.sure_until;
}

// Of people who are neither trustor nor contact nothing is kept; a call that is known is not held for longer.
void Model::call_began(const AccountId& account) {
  const auto knows = [&](const auto& circle) {
    return circle.second.contains(account) || (circle.first == account && !circle.second.empty());
  };
  if (in_call(account) || std::ranges::none_of(circles_, knows)) return;
  const auto known = calls_.find(account);
  const bool maybe_known = known != calls_.end() && now_ < known->second.maybe_until;
  calls_[account] = {maybe_known ? Instant{} : now_ + kCallHold, highest_ + kCallHold};
}

void Model::invited(const AccountId& trustor, const Invited& invited, const std::string& name, const std::string& phone) {
  const Duration retention = strict_ ? kStrictRetention : kRetention;
  invitations_[invited.invitation] = {trustor, name, phone, invited.expires_at, invited.expires_at + retention, "", false};
}

void Model::accepted(const InvitationId& invitation, const AccountId& contact) {
  const auto found = invitations_.find(invitation);
  if (found != invitations_.end()) found->second.accepted_by = contact;
}

bool Model::is_of(const SentInvitation& invitation, const AccountId& account) const {
  const AccountFacts& facts = people_.at(account);
  const bool addressed = !gone_.contains(account) && facts.phone && facts.phone->e164() == invitation.phone &&
                         facts.given_name == invitation.name;
  return invitation.trustor == account || invitation.accepted_by == account || addressed;
}

std::set<InvitationId> Model::held_of(const AccountId& account) const {
  std::set<InvitationId> held;
  for (const auto& [id, invitation] : invitations_) {
    if (!invitation.erased && is_of(invitation, account)) held.insert(id);
  }
  return held;
}

void Model::erased(const Batch& batch) {
  const auto wrote = [&](std::string_view type) {
    return std::ranges::any_of(batch.appends, [&](const StreamAppend& append) {
      return std::ranges::any_of(append.events,
                                 [&](const EventRecord& e) { return e.bytes.find(type) != std::string::npos; });
    });
  };
  const bool by_operator = wrote("\"personal_data_erased\"");
  erasures_ += by_operator ? 1 : 0;
  held_back_ = by_operator && wrote("\"held\":");
  for (const std::string& stream : batch.erase) {
    const auto found = invitations_.find(stream.substr(stream.find('/') + 1));
    if (found == invitations_.end()) continue;  // its answer was not seen yet
    if (!by_operator && highest_ < found->second.keep_until) broken("T13: an invitation was erased before its time");
    found->second.erased = true;
  }
  // The journal goes without one: nothing was decided by it.
  const bool of_people =
      std::ranges::any_of(batch.erase, [](const std::string& name) { return !name.starts_with("refused/"); });
  if (of_people && !by_operator && !wrote("\"invitation_erased\"")) broken("T13: erased without a record");
}

void Model::person_erased(const AccountId& account, const std::set<InvitationId>& held) {
  for (const InvitationId& id : held) {
    SentInvitation& sent = invitations_[id];
    const bool of_others = sent.trustor != account;
    // Waits on, as one that nobody answers, and goes when its life is over; where some are held back, perhaps.
    if (of_others && sent.accepted_by != account) {
      sent.keep_until = sent.expires_at;
      continue;
    }
    if (of_others && held_back_) continue;
    if (!sent.erased) broken("T13: something is left of a person who was erased");
  }
}

void Model::all_times_over() {
  for (const auto& [id, invitation] : invitations_) {
    if (!invitation.erased) broken("T13: an invitation is kept although its time is over");
  }
}

void Model::appointed(const AccountId& trustor, const AccountId& contact, bool checked) {
  if (checked && !eligible(contact, true)) broken("somebody who is not eligible became a contact");
  circles_[trustor][contact] = ++order_;
  lost_.erase(trustor);
  if (circles_[trustor].size() > 1) broken("a trustor has two contacts");
  const auto serves =
      std::count_if(circles_.begin(), circles_.end(), [&](const auto& c) { return c.second.contains(contact); });
  if (serves > 5) broken("a contact serves six trustors");
}

void Model::removed(const AccountId& trustor, const AccountId& contact, const std::string& by) {
  const auto asked = asked_.find({trustor, contact, by});
  if (strict_ && (asked == asked_.end() || highest_ < asked->second + kRemovalDelay)) broken("C2: taken away too early");
  std::erase_if(asked_, [&](const auto& a) { return std::get<0>(a.first) == trustor && std::get<1>(a.first) == contact; });
  circles_[trustor].erase(contact);
  // A start in vain is written once an hour, so that this much is promised.
  const auto start = turned_away_.find(trustor);
  if (start != turned_away_.end() && highest_ < start->second + 23h) broken("C11: taken away after a start in vain");
}

void Model::closed(const AccountId& account) {
  if (!circles_[account].empty()) lost_.insert(account);
  circles_[account].clear();
  for (auto& [trustor, contacts] : circles_) {
    if (contacts.erase(account) > 0 && contacts.empty()) lost_.insert(trustor);
  }
  for (auto& [id, request] : requests_) request.over = request.over || request.trustor == account;
  std::erase_if(asked_, [&](const auto& a) { return std::get<0>(a.first) == account || std::get<1>(a.first) == account; });
}

void Model::not_protected(const AccountId& trustor) {
  if (lost_.contains(trustor)) broken("KC9: an account that was closed, or whose contact's was, is open");
  if (!circles_[trustor].empty()) broken("promise 9: somebody who has a contact was called unprotected");
  if (gone_.contains(trustor)) broken("promise 9: an account that nobody knows was called unprotected");
}

void Model::no_contact_confirmed(const AccountId& trustor) {
  if (!circles_[trustor].empty()) broken("promise 9: operators have confirmed that there is no contact, and there is one");
}

// Not later than the clock; a phone or SIM that has changed since ends what was started before.
void Model::change_told(const AccountId& account, AccountChange what, Instant since) {
  if (what != AccountChange::phone && what != AccountChange::sim) return;
  for (auto& [id, request] : requests_) {
    if (request.trustor == account && request.started < since && !circles_[account].empty()) request.over = true;
  }
}

void Model::check_bytes(const Batch& batch) {
  const auto check = [&](std::string_view bytes) {
    for (const auto& [account, facts] : people_) {
      if (!facts.phone) continue;
      const std::string digits = facts.phone->e164().substr(2);
      if (bytes.find(digits) != std::string_view::npos) broken("T8: a phone was stored");
    }
  };
  for (const StreamAppend& append : batch.appends) {
    for (const EventRecord& event : append.events) check(event.bytes);
  }
  for (const MessageRecord& message : batch.messages) check(message.bytes);
  for (const TagChange& tag : batch.tags) check(tag.tag);
  check(batch.command.answer);
}

void Model::started(const AccountId& trustor, const RequestId& request, const std::string& operation) {
  if (requests_.contains(request)) broken("a request was started twice");
  Request& made = requests_[request];
  made.trustor = trustor;
  made.order = ++order_;
  made.started = highest_;
  made.operation = operation;
  made.phone = people_.at(trustor).phone ? people_.at(trustor).phone->e164() : "";
  if (circles_[trustor].empty()) broken("a request was opened although there is no contact");
}

void Model::approved(const AccountId& contact, const RequestId& request, bool attested, const std::string& operation) {
  if (operation != requests_[request].operation) broken("a contact approved another operation than the one he was shown");
  if (!attested) broken("an incomplete attestation, or one with a wrong number, was accepted");
  if (!eligible(contact, true)) broken("a contact who is not eligible approved");
  requests_[request].attested.insert(contact);
  if (!requests_[request].approved) requests_[request].approved = now_;
  // Approving one denies the others.
  for (auto& [id, other] : requests_) {
    if (id != request && other.trustor == requests_[request].trustor) other.over = true;
  }
}

void Model::wrong_code(const AccountId& contact, const RequestId& request) {
  ++wrong_codes_;
  ++answered_wrong_[{requests_[request].trustor, contact}];
}

bool Model::code_was_sent(const AccountId& contact, const RequestId& request, const std::string& code) const {
  const AccountFacts& facts = people_.at(contact);
  return std::any_of(codes_.begin(), codes_.end(), [&](const auto& entry) {
    const Code& one = entry.second;
    return one.request == request && one.contact == contact && now_ < one.issued + kCodeLifetime && facts.phone &&
           one.sent.contains({facts.phone->e164(), code});
  });
}

void Model::confirmed(const AccountId& contact, const RequestId& request, const std::string& code) {
  Request& one = requests_[request];
  if (!one.attested.contains(contact)) broken("a code was accepted without an attestation");
  if (!code_was_sent(contact, request, code)) broken("a code was accepted that was not the living one of this request");
  if (!eligible(contact, true) || !eligible(one.trustor, false)) broken("a code was accepted of somebody not eligible");
  if (one.over) broken("a code was accepted for a request that is over");
  if (one.confirmation) broken("a code was accepted twice");
  one.confirmation = Confirmation{contact, highest_, now_};
}

void Model::ended(const RequestId& request) {
  requests_[request].over = true;
}

void Model::all_ended(const AccountId& trustor) {
  for (auto& [id, request] : requests_) {
    if (request.trustor == trustor) request.over = true;
  }
}

void Model::redeemed(const RequestId& request, bool right_secret, const std::string& operation, const Grant& grant) {
  Request& one = requests_[request];
  one.grants.insert(grant.id);
  if (operation != one.operation || grant.operation != one.operation) broken("a grant is for another operation");
  if (one.grants.size() > 1) broken("promise 3: a request was redeemed twice");
  if (!right_secret) broken("promise 1: redeemed with another secret");
  if (!one.confirmation) return broken("promise 1: redeemed without the right code");
  const AccountId& contact = one.confirmation->contact;
  const auto& circle = circles_[one.trustor];
  if (one.over) broken("promise 1: redeemed after it was over");
  if (!one.attested.contains(contact)) broken("promise 1: redeemed without an attestation");
  if (!circle.contains(contact) || circle.at(contact) > one.order) broken("promise 1: redeemed without a current contact");
  if (!eligible(contact, true)) broken("promise 1: redeemed with a contact who is not eligible");
  if (!eligible(one.trustor, false)) broken("promise 1: redeemed for a trustor who is not eligible");
  const auto& phone = people_.at(one.trustor).phone;
  if (!phone || phone->e164() != one.phone) broken("H12: redeemed although the trustor's phone is another one");
  const Duration waiting = strict_ ? kWaitingPeriod : Duration{0};
  if (highest_ < one.confirmation->seen + waiting) broken("C8: redeemed before the waiting period was over");
  if (now_ >= one.confirmation->at + kRedeemWithin + waiting) broken("promise 1: redeemed more than an hour after approval");
  if (now_ >= one.started + kRequestLifetime + waiting) broken("promise 1: redeemed more than a day after the start");
  one.over = true;
  ++redemptions_;
}

bool Model::eligible(const AccountId& account, bool as_contact) const {
  if (gone_.contains(account)) return false;
  const AccountFacts& facts = people_.at(account);
  const bool phone = facts.phone_state != PhoneState::none && facts.phone && facts.phone->e164().starts_with("+79");
  const auto changed = [&](const std::optional<Instant>& at) { return at && highest_ < *at + kPause; };
  const bool lately = changed(facts.phone_since) || changed(facts.sim_since) || changed(facts.recovered_at);
  if (strict_ && as_contact && lately) return false;
  return facts.citizen && facts.confirmed && phone && (!as_contact || facts.passport_current);
}

void Model::check_stored(const AccountId& trustor, const StreamRecord& circle) {
  std::map<AccountId, std::vector<Instant>> rejected;
  std::map<AccountId, std::vector<Instant>> wrong_numbers;
  Instant frozen_until{};
  for (const EventRecord& event : circle.events) {
    const auto json = parse_json(event.bytes);
    const std::string type = text_of(*json, "type");
    const Instant at = *instant_from_iso(text_of(*json, "at"));
    if (type == "code_rejected") rejected[text_of(*json, "contact")].push_back(at);
    if (type == "number_rejected") wrong_numbers[text_of(*json, "contact")].push_back(at);
    if (type == "fraud_reported") frozen_until = *instant_from_iso(text_of(*json, "frozen_until"));
    if (type == "account_frozen") frozen_until = kLatestNow;
    if (type == "account_unfrozen") frozen_until = {};
    if (type == "recovery_started" && at < frozen_until) broken("a recovery was started while frozen");
    if (type == "contact_removed" && at < frozen_until) broken("a contact was removed while frozen");
  }
  for (const auto& [contact, times] : wrong_numbers) {
    for (const Instant last : times) {
      const auto in_a_day =
          std::count_if(times.begin(), times.end(), [&](Instant at) { return at <= last && last - at < 24h; });
      if (in_a_day > kWrongNumbersADay) broken("promise 2: more wrong numbers were looked at than the limit");
    }
  }
  for (const auto& [contact, times] : rejected) {
    for (const Instant last : times) {
      const auto in_a_day =
          std::count_if(times.begin(), times.end(), [&](Instant at) { return at <= last && last - at < 24h; });
      if (in_a_day > kWrongCodesADay) broken("promise 2: more wrong codes were evaluated than the limit");
    }
    const int answered = answered_wrong_[{trustor, contact}];
    if (static_cast<int>(times.size()) != answered) broken("promise 2: wrong codes answered and counted differ");
  }
}

}  // namespace doverie::testing
