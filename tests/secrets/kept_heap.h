// SPDX-License-Identifier: Apache-2.0
//
// A heap that keeps what is freed, as it was when it was freed: what a core dump, or a block handed out again, would show.
#ifndef DOVERIE_TESTS_SECRETS_KEPT_HEAP_H_
#define DOVERIE_TESTS_SECRETS_KEPT_HEAP_H_

#include <cstddef>
#include <string_view>

namespace doverie::testing {

// From now on freed blocks of operator new and of OpenSSL are kept, or no longer. Not thread-safe.
void keep_freed(bool keep);
// How many blocks were kept.
std::size_t kept_blocks();
// How many of them have these bytes somewhere in them.
std::size_t kept_with(std::string_view bytes);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SECRETS_KEPT_HEAP_H_
