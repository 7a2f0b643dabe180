// SPDX-License-Identifier: Apache-2.0
//
// Reading a gateway's document, and trying its rules on an answer. The first thing that is wrong is told.
#include "adapters/senders/http_document.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "adapters/senders/http_client.h"
#include "core/policy/problem.h"

namespace doverie {

namespace {

constexpr std::string_view kTokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::array<std::string_view, 10> kMembers{"url",  "method",  "headers",   "query",     "form",
                                                    "json", "answers", "otherwise", "no_answer", "reports"};
constexpr std::array<std::string_view, 4> kRuleMembers{"status", "pointer", "equals", "means"};
constexpr std::array<std::string_view, 3> kReportMembers{"delivered", "failed", "taken"};
constexpr std::array kStates{DeliveryState::delivered, DeliveryState::failed, DeliveryState::taken};

using Meaning = std::pair<std::string_view, SmsOutcome>;
constexpr std::array<Meaning, 4> kMeanings{{{"later", SmsOutcome::try_later},
                                            {"unsure", SmsOutcome::unsure},
                                            {"taken", SmsOutcome::accepted},
                                            {"never", SmsOutcome::never}}};
// Where nothing was answered, nothing is known to have been taken or refused.
constexpr std::span<const Meaning> kMeaningsOfSilence = std::span(kMeanings).first(2);

// Reads one document; the first problem stays.
class Reading {
 public:
  HttpDocument document(const JsonValue& root);
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  void wrong(std::string_view pointer, std::string_view what);
  void known(std::string_view pointer, const JsonValue& object, std::span<const std::string_view> members);
  bool is_object(std::string_view pointer, const JsonValue* value);

  void append(Template& to, std::string_view pointer, const JsonValue& value, Spelling places, Spelling around);
  void pairs(Template& to, std::string_view pointer, const JsonValue& object);
  void json(Template& to, const std::string& pointer, const JsonValue& value);
  void url(HttpDocument& out, const JsonValue& root);
  void headers(HttpDocument& out, const JsonValue& root);
  void header(HttpDocument& out, std::string_view pointer, const JsonValue& value);
  void body(HttpDocument& out, const JsonValue& root);
  void method(HttpDocument& out, const JsonValue& root);
  void answers(HttpDocument& out, const JsonValue& root);
  void reports(HttpDocument& out, const JsonValue& root);
  void whole(const HttpDocument& out);

  AnswerRule rule(const std::string& pointer, const JsonValue& value);
  void statuses(AnswerRule& rule, const std::string& pointer, const JsonValue* value);
  void values(AnswerRule& rule, const std::string& pointer, const JsonValue& value);
  SmsOutcome outcome(std::string_view pointer, const JsonValue* value, std::span<const Meaning> allowed = kMeanings);

  std::optional<Fault> fault_;
};

void Reading::wrong(std::string_view pointer, std::string_view what) {
  if (fault_) return;
  const std::string place = pointer.empty() ? "the whole" : std::string(pointer);
  fault_ = Fault{FaultCode::invalid_argument, "gateway document: " + place + " " + std::string(what)};
}

void Reading::known(std::string_view pointer, const JsonValue& object, std::span<const std::string_view> members) {
  for (const JsonValue& member : object) {
    if (std::ranges::find(members, member.name()) != members.end()) continue;
    wrong(pointer_to(pointer, member.name()), "is no word of such a document" + did_you_mean(member.name(), members));
  }
}

bool Reading::is_object(std::string_view pointer, const JsonValue* value) {
  if (value && value->object()) return true;
  wrong(pointer, value ? "has to be an object" : "is missing; it has to be an object");
  return false;
}

void Reading::append(Template& to, std::string_view pointer, const JsonValue& value, Spelling places, Spelling around) {
  const std::string_view* text = value.string();
  if (!text) return wrong(pointer, "has to be a string");
  if (const auto what = to.append(*text, places, around)) wrong(pointer, *what);
}

void Reading::pairs(Template& to, std::string_view pointer, const JsonValue& object) {
  bool first = true;
  for (const JsonValue& member : object) {
    to.literal((first ? "" : "&") + spelled(member.name(), Spelling::percent) + "=");
    append(to, pointer_to(pointer, member.name()), member, Spelling::percent, Spelling::percent);
    first = false;
  }
}

// As it stands, with the places inside of its strings.
void Reading::json(Template& to, const std::string& pointer, const JsonValue& value) {
  if (value.string()) {
    to.literal("\"");
    append(to, pointer, value, Spelling::json, Spelling::json);
    return to.literal("\"");
  }
  if (value.real()) return wrong(pointer, "has to be a whole number");
  if (!value.object() && !value.array()) return to.literal(shown(value));
  std::size_t index = 0;
  to.literal(value.object() ? "{" : "[");
  for (const JsonValue& item : value) {
    if (index > 0) to.literal(",");
    if (value.object()) to.literal(JsonWriter().value(item.name()).take() + ":");
    json(to, pointer_to(pointer, value.object() ? item.name() : std::to_string(index)), item);
    ++index;
  }
  to.literal(value.object() ? "}" : "]");
}

void Reading::url(HttpDocument& out, const JsonValue& root) {
  const JsonValue* url = root.member("url");
  if (!url) return wrong("/url", "is missing; it has to be the address of the gateway");
  append(out.url, "/url", *url, Spelling::percent, Spelling::plain);
  if (fault_) return;
  const Secret sample = out.url.fill({"m", "+70000000000", "t"});
  if (const char* what = flaw_of_url(std::string(sample.reveal()))) return wrong("/url", what);
  const JsonValue* query = root.member("query");
  if (!query || !is_object("/query", query)) return;
  out.url.literal(sample.reveal().find('?') == std::string_view::npos ? "?" : "&");
  pairs(out.url, "/query", *query);
}

void Reading::header(HttpDocument& out, std::string_view pointer, const JsonValue& value) {
  if (value.name().empty() || value.name().find_first_not_of(kTokenCharacters) != std::string_view::npos) {
    return wrong(pointer, "is no name of a header");
  }
  Template line;
  line.literal(std::string(value.name()) + ": ");
  append(line, pointer, value, Spelling::plain, Spelling::plain);
  if (fault_) return;
  if (line.uses(Place::text)) return wrong(pointer, "has {text} in it; headers are logged, so put it into form or json");
  if (!fits_header(line.fill({"m", "+70000000000", ""}).reveal())) {
    return wrong(pointer, "has to be visible ASCII, with no spaces at its end");
  }
  out.headers.push_back(std::move(line));
}

void Reading::headers(HttpDocument& out, const JsonValue& root) {
  const JsonValue* headers = root.member("headers");
  if (headers && !is_object("/headers", headers)) return;
  bool typed = false;
  if (headers) {
    for (const JsonValue& value : *headers) {
      typed = typed || value.name() == "Content-Type";
      header(out, pointer_to("/headers", value.name()), value);
    }
  }
  if (typed || !out.body) return;
  out.headers.emplace_back().literal(root.member("json") ? "Content-Type: application/json"
                                                         : "Content-Type: application/x-www-form-urlencoded");
}

void Reading::body(HttpDocument& out, const JsonValue& root) {
  const JsonValue* form = root.member("form");
  const JsonValue* body = root.member("json");
  if (form && body) return wrong("/form", "stands beside /json; a request has one body");
  if (!form && !body) return;
  out.body.emplace();
  if (body) return json(*out.body, "/json", *body);
  if (is_object("/form", form)) pairs(*out.body, "/form", *form);
}

void Reading::method(HttpDocument& out, const JsonValue& root) {
  const JsonValue* method = root.member("method");
  out.post = out.body.has_value();
  if (!method) return;
  const std::string_view* word = method->string();
  if (!word || (*word != "GET" && *word != "POST")) {
    return wrong("/method", "is " + shown(*method) + "; allowed: \"GET\" or \"POST\"");
  }
  if (*word == "GET" && out.body) return wrong("/method", "is \"GET\", which has no body; put the fields into query");
  out.post = *word == "POST";
}

SmsOutcome Reading::outcome(std::string_view pointer, const JsonValue* value, std::span<const Meaning> allowed) {
  const std::string_view* word = value ? value->string() : nullptr;
  const auto found = word ? std::ranges::find(allowed, *word, &Meaning::first) : allowed.end();
  if (found != allowed.end()) return found->second;
  std::string what = (value ? "is " + shown(*value) : "is missing") + "; allowed:";
  for (const Meaning& one : allowed) what.append(" \"").append(one.first).append("\"");
  wrong(pointer, what);
  return SmsOutcome::try_later;
}

void Reading::statuses(AnswerRule& rule, const std::string& pointer, const JsonValue* value) {
  constexpr std::string_view kAllowed = "; allowed: 100 to 599, \"2xx\" and the like, or a list of these";
  if (!value) return wrong(pointer, "is missing" + std::string(kAllowed));
  if (value->array()) {
    for (const JsonValue& one : *value) statuses(rule, pointer, one.array() ? nullptr : &one);
    return;
  }
  const std::int64_t* number = value->integer();
  const std::string_view* word = value->string();
  if (number && *number >= 100 && *number <= 599) {
    rule.statuses.emplace_back(*number, *number);
  } else if (word && word->size() == 3 && word->ends_with("xx") && (*word)[0] >= '1' && (*word)[0] <= '5') {
    const int hundreds = ((*word)[0] - '0') * 100;
    rule.statuses.emplace_back(hundreds, hundreds + 99);
  } else {
    wrong(pointer, "is " + shown(*value) + std::string(kAllowed));
  }
}

void Reading::values(AnswerRule& rule, const std::string& pointer, const JsonValue& value) {
  if (value.array()) {
    for (const JsonValue& one : value) values(rule, pointer, one);
  } else if (const auto* text = value.string()) {
    rule.values.emplace_back(std::string(*text));
  } else if (const auto* number = value.integer()) {
    rule.values.emplace_back(*number);
  } else if (const auto* flag = value.boolean()) {
    rule.values.emplace_back(*flag);
  } else {
    wrong(pointer, "is " + shown(value) + "; allowed: a string, a whole number, true, false, or a list of these");
  }
}

AnswerRule Reading::rule(const std::string& pointer, const JsonValue& value) {
  AnswerRule rule;
  if (!is_object(pointer, &value)) return rule;
  known(pointer, value, kRuleMembers);
  statuses(rule, pointer + "/status", value.member("status"));
  rule.means = outcome(pointer + "/means", value.member("means"));
  const JsonValue* where = value.member("pointer");
  const JsonValue* equals = value.member("equals");
  if (equals && !where) wrong(pointer + "/pointer", "is missing; it says where in the answer the value stands");
  if (where) {
    const std::string_view* text = where->string();
    if (!text || !text->starts_with('/')) {
      wrong(pointer + "/pointer", "has to be a JSON pointer, such as \"/messages/0/status\"");
    }
    append(rule.pointer.emplace(), pointer + "/pointer", *where, Spelling::plain, Spelling::plain);
  }
  if (equals) values(rule, pointer + "/equals", *equals);
  return rule;
}

void Reading::answers(HttpDocument& out, const JsonValue& root) {
  const JsonValue* answers = root.member("answers");
  if (!answers || !answers->array()) return wrong("/answers", "has to be a list of rules");
  std::size_t index = 0;
  for (const JsonValue& one : *answers) out.answers.push_back(rule("/answers/" + std::to_string(index++), one));
  const auto takes = [](const AnswerRule& rule) { return rule.means == SmsOutcome::accepted; };
  if (std::ranges::none_of(out.answers, takes)) wrong("/answers", "has no rule that means \"taken\"");
  out.otherwise = outcome("/otherwise", root.member("otherwise"));
  const JsonValue* none = root.member("no_answer");
  if (none) out.no_answer = outcome("/no_answer", none, kMeaningsOfSilence);
}

void Reading::reports(HttpDocument& out, const JsonValue& root) {
  const JsonValue* reports = root.member("reports");
  if (!reports || !is_object("/reports", reports)) return;
  known("/reports", *reports, kReportMembers);
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    const std::string pointer = "/reports/" + std::string(kReportMembers[i]);
    const JsonValue* words = reports->member(kReportMembers[i]);
    if (words && !words->array()) wrong(pointer, "has to be a list of strings");
    if (!words || !words->array()) continue;
    for (const JsonValue& word : *words) {
      if (!word.string()) return wrong(pointer, "has to be a list of strings");
      out.reports.emplace_back(*word.string(), kStates[i]);
    }
  }
}

// What no part alone can be wrong with.
void Reading::whole(const HttpDocument& out) {
  const auto use = [&](Place place) {
    const auto uses = [&](const Template& one) { return one.uses(place); };
    return uses(out.url) || (out.body && uses(*out.body)) || std::ranges::any_of(out.headers, uses);
  };
  if (!use(Place::to) && !use(Place::to_digits)) wrong("", "has {to} nowhere, nor {to_digits}");
  if (!use(Place::text)) wrong("", "has {text} nowhere");
}

HttpDocument Reading::document(const JsonValue& root) {
  HttpDocument out;
  if (!is_object("", &root)) return out;
  known("", root, kMembers);
  url(out, root);
  body(out, root);
  headers(out, root);
  method(out, root);
  answers(out, root);
  reports(out, root);
  whole(out);
  return out;
}

bool is(const JsonValue& value, const Scalar& wanted) {
  if (const auto* text = std::get_if<std::string>(&wanted)) return value.string() && *value.string() == *text;
  if (const auto* flag = std::get_if<bool>(&wanted)) return value.boolean() && *value.boolean() == *flag;
  return value.integer() && *value.integer() == std::get<std::int64_t>(wanted);
}

// `~1` is a slash and `~0` a tilde.
std::string unescaped(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool escape = word[i] == '~' && i + 1 < word.size() && (word[i + 1] == '0' || word[i + 1] == '1');
    out += escape ? (word[++i] == '1' ? '/' : '~') : word[i];
  }
  return out;
}

const JsonValue* item_at(const JsonValue& list, const std::string& word) {
  std::size_t index = 0;
  const auto end = word.data() + word.size();
  if (const auto [rest, error] = std::from_chars(word.data(), end, index); error != std::errc() || rest != end)
    return nullptr;
  for (const JsonValue& item : list) {
    if (index-- == 0) return &item;
  }
  return nullptr;
}

}  // namespace

const JsonValue* at_pointer(const JsonValue& root, std::string_view pointer) {
  const JsonValue* at = &root;
  while (at && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string word = unescaped(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(std::min(pointer.find('/'), pointer.size()));
    at = at->array() ? item_at(*at, word) : at->member(word);
  }
  return at;
}

bool AnswerRule::fits(int status, const JsonValue* body, const Outgoing& message) const {
  const auto covers = [&](const auto& range) { return status >= range.first && status <= range.second; };
  if (std::ranges::none_of(statuses, covers)) return false;
  if (!pointer) return true;
  const JsonValue* found = body ? at_pointer(*body, pointer->fill(message).reveal()) : nullptr;
  if (!found) return false;
  return values.empty() || std::ranges::any_of(values, [&](const Scalar& wanted) { return is(*found, wanted); });
}

Result<HttpDocument> read_http_document(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return Fault{FaultCode::invalid_argument, "gateway document: " + parsed.fault().message};
  Reading reading;
  HttpDocument document = reading.document(parsed->root());
  if (reading.fault()) return *reading.fault();
  return document;
}

}  // namespace doverie
