// SPDX-License-Identifier: Apache-2.0
//
// The allocation functions of C++ and of OpenSSL, replaced.
#include "secrets/kept_heap.h"

#include <malloc.h>
#include <openssl/crypto.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace doverie::testing {
namespace {

struct Block {
  char* begin;
  std::size_t size;
};

std::array<Block, 1'000'000> kept;  // not on the heap
std::size_t kept_count = 0;
bool keeping = false;

void let_go(void* place) {
  if (!place) return;
  if (!keeping) return std::free(place);
  if (kept_count == kept.size()) std::abort();  // make it larger
  kept[kept_count++] = {static_cast<char*>(place), malloc_usable_size(place)};
}

// A new block is empty, so that nothing is found in it that was not put there.
void* take(std::size_t size) {
  return std::calloc(size == 0 ? 1 : size, 1);
}

void* taken_by_openssl(std::size_t size, const char*, int) {
  return size == 0 ? nullptr : take(size);
}
void* moved_by_openssl(void* place, std::size_t size, const char*, int) {
  if (size == 0) {
    let_go(place);
    return nullptr;
  }
  void* bigger = take(size);
  if (bigger && place) {
    std::memcpy(bigger, place, std::min(size, malloc_usable_size(place)));
    let_go(place);
  }
  return bigger;
}
void freed_by_openssl(void* place, const char*, int) {
  let_go(place);
}

// OpenSSL takes other functions as long as it has not allocated anything.
const bool openssl_is_kept = CRYPTO_set_mem_functions(taken_by_openssl, moved_by_openssl, freed_by_openssl) == 1;

}  // namespace

void keep_freed(bool keep) {
  if (!openssl_is_kept) std::abort();
  keeping = keep;
}

std::size_t kept_blocks() {
  return kept_count;
}

std::size_t kept_with(std::string_view bytes) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < kept_count; ++i) {
    if (memmem(kept[i].begin, kept[i].size, bytes.data(), bytes.size())) ++found;
  }
  return found;
}

}  // namespace doverie::testing

void* operator new(std::size_t size) {
  if (void* place = doverie::testing::take(size)) return place;
  throw std::bad_alloc();
}
void operator delete(void* place) noexcept {
  doverie::testing::let_go(place);
}
void operator delete(void* place, std::size_t) noexcept {
  doverie::testing::let_go(place);
}
