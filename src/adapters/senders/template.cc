// SPDX-License-Identifier: Apache-2.0
//
// Reading templates: braces and the environment; and filling them.
#include "adapters/senders/template.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"

namespace doverie {

namespace {

constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kUpperOrDigit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
// The longest that one byte becomes: \u0001 in JSON.
constexpr std::size_t kMostSpelledBytes = 6;

constexpr std::array<std::pair<std::string_view, Place>, 4> kPlaces{
    {{"message_id", Place::message_id}, {"to", Place::to}, {"to_digits", Place::to_digits}, {"text", Place::text}}};

std::string_view value_of(const Outgoing& message, Place place) {
  switch (place) {
    case Place::message_id:
      return message.message_id;
    case Place::to:
      return message.to;
    case Place::to_digits:
      return message.to.substr(message.to.starts_with('+') ? 1 : 0);
    case Place::text:
      break;
  }
  return message.text;
}

bool is_variable(std::string_view name) {
  return !name.empty() && kUpper.find(name.front()) != std::string_view::npos &&
         name.find_first_not_of(kUpperOrDigit) == std::string_view::npos;
}

// What stands in front of the next closing brace.
std::string_view up_to_brace(std::string_view text) {
  return text.substr(0, text.find('}'));
}

}  // namespace

std::string spelled(std::string_view text, Spelling spelling) {
  if (spelling == Spelling::plain) return std::string(text);
  if (spelling == Spelling::percent) return escape(text);
  const std::string quoted = JsonWriter().value(text).take();
  return quoted.substr(1, quoted.size() - 2);
}

void Template::literal(std::string_view text) {
  if (pieces_.empty() || pieces_.back().place) pieces_.push_back({});
  pieces_.back().literal += text;
}

std::optional<std::string> Template::append(std::string_view text, Spelling places, Spelling around) {
  std::optional<std::string> wrong;
  while (!text.empty() && !wrong) {
    if (text.starts_with("{{") || text.starts_with("}}")) {
      literal(spelled(text.substr(0, 1), around));
      text.remove_prefix(2);
    } else if (text.starts_with("${")) {
      wrong = variable(text, around);
    } else if (text.front() == '{') {
      wrong = place(text, places);
    } else if (text.front() == '}') {
      wrong = "has a } that nothing opens; write }} for a brace";
    } else {
      const std::string_view run = text.substr(0, std::max<std::size_t>(text.find_first_of("{}$", 1), 1));
      literal(spelled(run, around));
      text.remove_prefix(run.size());
    }
  }
  return wrong;
}

std::optional<std::string> Template::variable(std::string_view& text, Spelling spelling) {
  const std::string name(up_to_brace(text.substr(2)));
  if (!is_variable(name)) return "has ${ without the name of a variable and } behind it, such as ${SMS_TOKEN}";
  const char* value = std::getenv(name.c_str());
  if (!value || *value == '\0') return "names the variable " + name + ", which the environment has not got";
  literal(spelled(value, spelling));
  text.remove_prefix(name.size() + 3);
  return std::nullopt;
}

std::optional<std::string> Template::place(std::string_view& text, Spelling spelling) {
  const std::string_view name = up_to_brace(text.substr(1));
  const auto* found = std::ranges::find(kPlaces, name, &std::pair<std::string_view, Place>::first);
  if (found == kPlaces.end()) {
    return "has a place that there is not; there are {to}, {to_digits}, {text} and {message_id}, and {{ for a brace";
  }
  pieces_.push_back({{}, found->second, spelling});
  text.remove_prefix(name.size() + 2);
  return std::nullopt;
}

bool Template::uses(Place place) const {
  return std::ranges::any_of(pieces_, [&](const Piece& piece) { return piece.place == place; });
}

Secret Template::fill(const Outgoing& message) const {
  std::size_t most = 0;
  for (const Piece& piece : pieces_) {
    most += piece.place ? kMostSpelledBytes * value_of(message, *piece.place).size() : piece.literal.size();
  }
  std::string out;
  out.reserve(most);
  for (const Piece& piece : pieces_) {
    out += piece.place ? spelled(value_of(message, *piece.place), piece.spelling) : piece.literal;
  }
  return Secret::taken_from(out);
}

}  // namespace doverie
