// SPDX-License-Identifier: Apache-2.0
//
// How are phones, ids and names read?
#include "doverie.h"
#include "doverie/core/facts.h"
#include "facts.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

template <std::size_t kSize>
void copy_text(const std::string& from, char (&to)[kSize]) {
  if (from.size() >= kSize) wrong("typed", "a number that is too long");
  std::copy(from.begin(), from.end(), to);
  to[from.size()] = '\0';
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_account_new(const doverie_account_facts* facts, doverie_account** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_account>> {
    auto account = std::make_unique<doverie_account>();
    account->facts = read_facts(facts);
    return account;
  });
}

doverie_status doverie_account_get(const doverie_account* account, doverie_account_facts* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    write(out, told_facts(*use(account, "account").facts));
    return doverie::Done{};
  });
}

void doverie_account_free(doverie_account* account) {
  free_handle(account);
}

doverie_status doverie_phone_parse(doverie_string typed, doverie_phone* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    const auto phone = doverie::Phone::parse(text(typed, "typed"));
    if (!phone) return phone.as<doverie::Done>();
    doverie_phone read{};
    copy_text(phone->e164(), read.e164);
    copy_text(phone->masked(), read.masked);
    *out = read;
    return doverie::Done{};
  });
}

doverie_status doverie_account_id_check(doverie_string id, doverie_error** error) {
  return guarded(error, [&] { return doverie::check_account_id(text(id, "id"), "id"); });
}

doverie_status doverie_given_name_check(doverie_string name, doverie_error** error) {
  return guarded(error, [&] { return doverie::check_given_name(text(name, "name")); });
}
