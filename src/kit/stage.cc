// SPDX-License-Identifier: Apache-2.0
//
// The sentences that people can say, and the command behind each.
#include "kit/stage.h"

#include <algorithm>
#include <array>

#include <tuple>

#include "core/records/events.h"
#include "core/values/ids.h"
#include "doverie/core/attestation.h"
#include "doverie/testing/accounts.h"
#include "kit/words.h"

namespace doverie::testing {

namespace {

// Noon in Moscow.
constexpr std::chrono::hours kNoon{9};
constexpr std::string_view kRight = "write it as in doverie/testing/scenario.h, such as: maria invites ivan";

bool is_filler(std::string_view word) {
  constexpr std::array<std::string_view, 13> kFillers{"a",    "an",   "the", "of",    "from",   "for",    "to",
                                                      "with", "code", "in",  "fraud", "factor", "version"};
  return std::ranges::find(kFillers, word) != kFillers.end();
}

template <class T>
std::string answer_of(const Result<T>& result, std::string_view done = "done") {
  if (result.faulted()) return in_words(result.fault());
  if (result.rejected()) return "refused: " + in_words(result.rejection().reasons);
  return std::string(done);
}

// What nobody was given can be asked for all the same: the library answers that it does not exist.
std::string unknown_id(std::string_view prefix, const std::string& trustor) {
  return make_id(prefix, std::string(16, '\0'), trustor);
}

Secret secret_number(std::size_t number) {
  std::string bytes(kRecoverySecretBytes, 's');
  bytes.replace(0, std::to_string(number).size(), std::to_string(number));
  return Secret(std::move(bytes));
}

}  // namespace

Result<std::unique_ptr<Stage>> Stage::set_up(Policy policy, CivilDate today, HostRules rules) {
  std::unique_ptr<Stage> stage(new Stage(today));
  if (auto status = stage->start(std::move(policy), std::move(rules)); !status) return status.as<std::unique_ptr<Stage>>();
  return stage;
}

Status Stage::start(Policy policy, HostRules rules) {
  auto schedule = PolicySchedule::of({std::move(policy)});
  if (!schedule) return schedule.as<Done>();
  auto keys = MemoryKeyRing::from_master(Secret("the master secret of all scenarios, 32+"));
  if (!keys) return keys.as<Done>();
  clock_ = std::make_shared<FakeClock>(Instant{std::chrono::sys_days{today_}} + kNoon);
  auto service = Service::create({.store = store_,
                                  .directory = directory_,
                                  .keys = *keys,
                                  .policies = *std::move(schedule),
                                  .sms = sms_,
                                  .clock = clock_,
                                  .entropy = std::make_shared<FakeEntropy>(1),
                                  .rules = std::move(rules),
                                  .nobody_is_told = true});
  if (!service) return service.as<Done>();
  service_ = *std::move(service);
  if (auto begun = service_->operations().begin_realm("kit"); !begun) return begun;
  std::ignore = new_events();  // not of the story
  return Done{};
}

// Everybody is an eligible adult with a phone of their own.
void Stage::meet(const std::string& person) {
  if (person.empty() || people_.contains(person)) return;
  constexpr std::size_t kFirstPhone = 79'160'000'001;
  AccountFacts facts = eligible_account(today_);
  facts.phone = *Phone::parse("+" + std::to_string(kFirstPhone + people_.size()));
  people_.emplace(person, facts);
  directory_->put(person, std::move(facts));
}

Result<std::string> Stage::change_facts(const std::string& person, std::string_view words) {
  meet(person);
  people_.at(person).as_of = clock_->now();
  auto changed = account_of(words, today_, people_.at(person));
  if (!changed) return changed.as<std::string>();
  if (changed->account) {
    people_.at(person) = *changed->account;
    directory_->put(person, *std::move(changed->account));
  } else {
    directory_->remove(person);
  }
  return std::string("done");
}

std::string Stage::new_events() {
  std::string types;
  JsonReader reader;
  constexpr std::uint32_t kMost = 1000;
  const auto written = store_->feed(cursor_, kMost);
  if (!written) return in_words(written.fault());
  for (const FeedEntry& entry : *written) {
    cursor_ = entry.cursor;
    // Beside an event, or beside an answer, and nothing that happens.
    if (entry.stream.starts_with("facts/") || entry.stream.starts_with("refused/")) continue;
    const auto head = headline(entry.event.bytes, reader);
    types += (types.empty() ? "" : ", ") + (head ? head->type : in_words(head.fault()));
  }
  return types;
}

Result<std::string> Stage::say(std::string_view sentence) {
  std::vector<std::string> words = tokens(sentence);
  std::int64_t times = 1;
  if (words.size() > 2 && words.back() == "times") {
    times = number_in(words[words.size() - 2]).value_or(0);
    if (times < 1) return not_understood(sentence, "write how often as: 5 times");
    words.resize(words.size() - 2);
  }
  if (words.size() > 2 && (words[1] == "is" || words[1] == "has")) {
    return change_facts(words[0], sentence.substr(sentence.find(' ' + words[1] + ' ') + words[1].size() + 2));
  }
  Result<std::string> answer = not_understood(sentence, kRight);
  for (; times > 0; --times) answer = act(words);
  return answer.faulted() ? not_understood(sentence, answer.fault().message) : answer;
}

Result<std::string> Stage::act(const std::vector<std::string>& said) {
  if (said.size() == 2 && (said[1] == "pass" || said[1] == "passes")) {
    const auto time = duration_in(said[0]);
    if (!time) return Fault{FaultCode::invalid_argument, "write a time as 24h or 23h59m59s"};
    clock_->advance(*time);
    return std::string("done");
  }
  std::vector<std::string> words = said;
  std::erase_if(words, is_filler);
  const VerbRow* verb = words.size() < 2 ? nullptr : verb_of(words[1]);
  if (!verb) return Fault{FaultCode::invalid_argument, std::string(kRight)};
  Sentence sentence{.subject = words[0]};
  for (std::size_t i = 2; i < words.size(); ++i) {
    const bool is_extra = words[i] == "verified" || number_in(words[i]).has_value();
    std::string& slot = is_extra ? sentence.extra : sentence.object;
    if (!slot.empty()) return Fault{FaultCode::invalid_argument, "there is a word too many: " + words[i]};
    slot = words[i];
  }
  if (verb->takes_object && sentence.object.empty()) return Fault{FaultCode::invalid_argument, "it does not say whom"};
  meet(sentence.subject);
  if (!verb->names_a_thing) meet(sentence.object);
  return (this->*verb->run)(sentence);
}

const Stage::VerbRow* Stage::verb_of(std::string_view word) {
  static constexpr std::array<VerbRow, 23> kVerbs{{
      {"invites", &Stage::invites, true},        {"withdraws", &Stage::withdraws, true},
      {"accepts", &Stage::accepts, true},        {"declines", &Stage::declines, true},
      {"removes", &Stage::removes, true},        {"resigns", &Stage::resigns, true},
      {"recovers", &Stage::recovers, false},     {"approves", &Stage::approves, true},
      {"resends", &Stage::resends, true},        {"types", &Stage::types, true},
      {"mistypes", &Stage::mistypes, true},      {"redeems", &Stage::redeems, false, true},
      {"cancels", &Stage::cancels, false},       {"looks", &Stage::looks, false},
      {"denies", &Stage::denies, false},         {"reports", &Stage::reports, false},
      {"logs", &Stage::logs_in, false},          {"goes", &Stage::goes_elsewhere, true, true},
      {"telephones", &Stage::telephones, false}, {"rings_off", &Stage::rings_off, false},
      {"erases", &Stage::erases, true},          {"starts", &Stage::starts, true, true},
      {"inquires", &Stage::inquires, false},
  }};
  const auto* found = std::ranges::find(kVerbs, word, &VerbRow::word);
  return found == kVerbs.end() ? nullptr : found;
}

// --- the circle

std::string Stage::invites(const Sentence& s) {
  const AccountFacts& invited = people_.at(s.object);
  const std::string phone = invited.phone ? invited.phone->e164() : "";
  const auto answer = service_->trustor(s.subject).invite(invited.given_name, phone);
  if (answer) invitations_[{s.object, s.subject}] = answer->invitation;
  return answer_of(answer, answer && !answer->notice_allowed ? "done, without notice" : "done");
}

InvitationId Stage::invitation_of(const std::string& trustor, const std::string& contact) const {
  const auto found = invitations_.find({contact, trustor});
  return found == invitations_.end() ? unknown_id(kInvitationPrefix, trustor) : found->second;
}

std::string Stage::withdraws(const Sentence& s) {
  return answer_of(service_->trustor(s.subject).cancel_invitation(invitation_of(s.subject, s.object)));
}
std::string Stage::accepts(const Sentence& s) {
  return answer_of(service_->contact(s.subject).accept(invitation_of(s.object, s.subject)));
}
std::string Stage::declines(const Sentence& s) {
  return answer_of(service_->contact(s.subject).decline(invitation_of(s.object, s.subject)));
}
std::string Stage::removes(const Sentence& s) {
  return answer_of(service_->trustor(s.subject).remove_contact(s.object, s.extra == "verified"));
}
std::string Stage::resigns(const Sentence& s) {
  return answer_of(service_->contact(s.subject).resign(s.object, s.extra == "verified"));
}
std::string Stage::reports(const Sentence& s) {
  if (s.object.empty()) return answer_of(service_->trustor(s.subject).report_fraud());
  return answer_of(service_->contact(s.subject).report_fraud(s.object));
}
std::string Stage::logs_in(const Sentence& s) {
  return answer_of(service_->operations().owner_seen(s.subject));
}
std::string Stage::goes_elsewhere(const Sentence& s) {
  return answer_of(service_->operations().recovered_by_other_means(s.subject, s.object));
}

std::string Stage::erases(const Sentence& s) {
  const auto answer = service_->run(EraseEndedInvitations{s.subject, invitation_of(s.subject, s.object)}, {});
  return answer_of(answer);
}

std::string Stage::telephones(const Sentence& s) {
  return answer_of(service_->operations().call_began(s.subject, "call"));
}
std::string Stage::rings_off(const Sentence& s) {
  return answer_of(service_->operations().call_ended(s.subject, "call"));
}

// --- recovery

std::string Stage::recovers(const Sentence& s) {
  return start(s, std::string(kPasswordRecovery));
}
std::string Stage::starts(const Sentence& s) {
  return start(s, s.object);
}
std::string Stage::start(const Sentence& s, const std::string& operation) {
  const Secret secret = secret_number(recoveries_.size());
  const auto answer = service_->recoverer(s.subject).start(secret, s.extra == "verified", operation);
  if (answer && !answer->request.empty()) {
    const std::string redemption = "redeem-" + std::to_string(++redemptions_);
    recoveries_.insert_or_assign(s.subject, Recovery{answer->request, answer->number, secret, redemption, operation});
  }
  std::string status(answer ? name_of(answer->status) : "");
  if (answer && answer->would_be_protected) status += ", observed";
  return answer_of(answer, status);
}

RequestId Stage::request_of(const std::string& trustor) const {
  const auto found = recoveries_.find(trustor);
  return found == recoveries_.end() ? unknown_id(kRequestPrefix, trustor) : found->second.request;
}

Secret Stage::secret_of(const std::string& trustor) const {
  const auto found = recoveries_.find(trustor);
  return found == recoveries_.end() ? secret_number(0) : found->second.secret;
}

std::string Stage::looks(const Sentence& s) {
  const auto answer = service_->recoverer(s.subject).status(request_of(s.subject), secret_of(s.subject));
  return answer_of(answer, answer ? name_of(answer->state) : "");
}
// What an operator is told to have been refused about the account.
std::string Stage::inquires(const Sentence& s) {
  const auto timeline = service_->operations().timeline(s.subject);
  if (!timeline) return answer_of(timeline);
  const auto refused = [](const TimelineEntry& entry) {
    return entry.type == "command_refused" || entry.type == "contact_refused";
  };
  return std::to_string(std::ranges::count_if(timeline->entries, refused)) + " refused";
}
std::string Stage::cancels(const Sentence& s) {
  return answer_of(service_->recoverer(s.subject).cancel(request_of(s.subject), secret_of(s.subject)));
}
std::string Stage::redeems(const Sentence& s) {
  const auto found = recoveries_.find(s.subject);
  const CommandMeta meta{.command_id = found == recoveries_.end() ? "redeem-0" : found->second.redemption, .context = {}};
  const std::string of_request = found == recoveries_.end() ? std::string(kPasswordRecovery) : found->second.operation;
  const std::string operation = s.object.empty() ? of_request : s.object;
  return answer_of(service_->recoverer(s.subject).redeem(request_of(s.subject), secret_of(s.subject), operation, meta));
}
std::string Stage::denies(const Sentence& s) {
  if (s.object.empty()) return answer_of(service_->trustor(s.subject).deny(request_of(s.subject)));
  return answer_of(service_->contact(s.subject).deny(request_of(s.object)));
}

// Agrees to all that is asked, in the version that the policy asks for unless another one is named.
Attestation Stage::attest(const std::string& number, const std::string& version) const {
  const std::int32_t asked = service_->settings().policies.on(today_).attestation_version;
  Attestation said{true, true, number, static_cast<std::int32_t>(number_in(version).value_or(asked))};
  for (const Question& question : questions_of(said.version)) {
    const bool has_flag = question.id == "spoke_with_trustor" || question.id == "nobody_misleads";
    if (question.kind == QuestionKind::agree && !has_flag) said.agreed.emplace_back(question.id);
  }
  return said;
}

std::string Stage::approves(const Sentence& s) {
  const auto found = recoveries_.find(s.object);
  const std::string number = found == recoveries_.end() ? "" : found->second.number;
  Attestation said = attest(number, s.extra);
  if (found != recoveries_.end()) said.operation = found->second.operation;
  const auto answer = service_->contact(s.subject).approve(request_of(s.object), std::move(said));
  if (answer) take_code({s.subject, s.object});
  return answer_of(answer);
}

std::string Stage::resends(const Sentence& s) {
  const auto answer = service_->contact(s.subject).resend_code(request_of(s.object));
  if (answer) take_code({s.subject, s.object});
  return answer_of(answer);
}

// --- codes

void Stage::take_code(const Pair& pair) {
  while (service_->pump().codes.sent > 0) {
  }
  const auto sent = sms_->sent();
  if (!sent.empty()) codes_[pair] = sent.back().text.substr(sent.back().text.rfind('#') + 1);
}

std::string Stage::code_of(const Pair& pair) const {
  const auto found = codes_.find(pair);
  return found == codes_.end() ? std::string("000000") : found->second;
}

std::string Stage::confirm(const Sentence& s, const std::string& code) {
  const auto answer = service_->contact(s.subject).confirm_code(request_of(s.object), Secret(code));
  return answer_of(answer, answer && answer->approved ? "approved" : "confirmed");
}

std::string Stage::types(const Sentence& s) {
  return confirm(s, s.extra.empty() ? code_of({s.subject, s.object}) : s.extra);
}

std::string Stage::mistypes(const Sentence& s) {
  std::string code = code_of({s.subject, s.object});
  code.back() = code.back() == '0' ? '1' : '0';
  return confirm(s, code);
}

}  // namespace doverie::testing
