// SPDX-License-Identifier: Apache-2.0
//
// Where does a message go in a request? Text with places in it that are filled for each message, escaped as the text around
// them demands.
#ifndef DOVERIE_SRC_ADAPTERS_SENDERS_TEMPLATE_H_
#define DOVERIE_SRC_ADAPTERS_SENDERS_TEMPLATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/secret.h"

namespace doverie {

// What is sent, piece by piece. Borrowed.
struct Outgoing {
  std::string_view message_id;
  std::string_view to;  // E.164
  std::string_view text;
};

enum class Place : std::uint8_t { message_id, to, to_digits, text };
enum class Spelling : std::uint8_t { plain, percent, json };

class Template {
 public:
  // Appends text that is filled in nothing; escaped already.
  void literal(std::string_view text);
  // Appends text with `{to}` and the like, and with `${NAME}` of the environment; `{{` and `}}` are braces. What goes into the
  // places is spelled as `places` says, the text around them and the environment as `around`. Gives what is wrong with it: a
  // sentence that shows no value.
  std::optional<std::string> append(std::string_view text, Spelling places, Spelling around);

  bool uses(Place place) const;
  // In one piece of memory from the beginning, so that nothing is left behind.
  Secret fill(const Outgoing& message) const;

 private:
  struct Piece {
    std::string literal;
    std::optional<Place> place{};
    Spelling spelling{};
  };
  // `text` begins with `${`, or with `{`; what was read is taken off its front.
  std::optional<std::string> variable(std::string_view& text, Spelling spelling);
  std::optional<std::string> place(std::string_view& text, Spelling spelling);

  std::vector<Piece> pieces_;
};

std::string spelled(std::string_view text, Spelling spelling);

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_SENDERS_TEMPLATE_H_
