// SPDX-License-Identifier: Apache-2.0
//
// What is confirmed? A request is for one operation, by its name: the recovery of a password unless said otherwise, another
// one that the library has words for (operations.def), or one of the host's own that the policy names
// (Policy::other_operations). The contact is shown it and attests it, the code and the grant are good for nothing else.
#ifndef DOVERIE_CORE_OPERATIONS_H_
#define DOVERIE_CORE_OPERATIONS_H_

#include "doverie/core/language.h"

#include <string>
#include <string_view>
#include <utility>

namespace doverie {

// What a request is for when nothing else is said.
inline constexpr std::string_view kPasswordRecovery = "password_recovery";

// The name of an operation as an argument: one text, so that braces around two, which make a CommandMeta, are no string here.
class OperationName {
 public:
  OperationName(const char* name) : name_(name) {}             // NOLINT(google-explicit-constructor)
  OperationName(std::string name) : name_(std::move(name)) {}  // NOLINT(google-explicit-constructor)
  OperationName(std::string_view name) : name_(name) {}        // NOLINT(google-explicit-constructor)
  operator std::string() && { return std::move(name_); }       // NOLINT(google-explicit-constructor)

 private:
  std::string name_;
};

// 1 to 32 of [a-z0-9_-].
bool is_operation_name(std::string_view name);

}  // namespace doverie

#endif  // DOVERIE_CORE_OPERATIONS_H_
