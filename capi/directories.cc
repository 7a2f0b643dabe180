// SPDX-License-Identifier: Apache-2.0
//
// Account directories: those that come with the library, and those that a host writes as callbacks.
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "facts.h"
#include "handles.h"
#include "host.h"
#include "text.h"

using Facts = doverie::Result<std::optional<doverie::AccountFacts>>;

struct doverie_facts_sink : doverie::capi::Handle<0x46414354532e2e31>, doverie::capi::Sink<Facts> {
  using Sink::Sink;
};

struct doverie_mark_sink : doverie::capi::Handle<0x4d41524b2e2e2e31>, doverie::capi::Sink<bool> {
  using Sink::Sink;
};

namespace doverie::capi {
namespace {

class HostDirectory final : public AccountDirectory {
 public:
  using Find = decltype(doverie_directory_callbacks::find);
  using Mark = decltype(doverie_directory_callbacks::mark);

  HostDirectory(const doverie_directory_callbacks& callbacks, HostSelf self)
      : find_(callbacks.find), mark_(callbacks.mark), tells_(told(callbacks.tells)), self_(std::move(self)) {}

  ToldChanges tells() const override { return tells_; }

  Facts find(std::string_view account) override {
    const std::string id(account);
    doverie_facts_sink sink{Facts{Fault{FaultCode::directory_unavailable, "the directory's callback did not answer"}}};
    call_host([&] { find_(self_.get(), borrowed(id), &sink); });
    sink.retire();
    unanswered_ = sink.answered() ? nullptr : this;
    return sink.take();
  }

  // Asked right after find(), by the same thread. No answer may have meant that there is no such account.
  bool has_no_contact(std::string_view account) override {
    if (mark_ == nullptr || unanswered_ == this) return false;
    const std::string id(account);
    doverie_mark_sink sink{false};
    call_host([&] { mark_(self_.get(), borrowed(id), &sink); });
    sink.retire();
    return sink.take();
  }

 private:
  static ToldChanges told(std::uint64_t mask) {
    ToldChanges told;
    std::uint64_t bit = 1;
#define DOVERIE_SINCE_FACT(name, words, meaning) \
  told.name = (mask & bit) != 0;                 \
  bit <<= 1;
#include "doverie/core/facts.def"
    if (mask >= bit) wrong("callbacks.tells", "has a bit that is no change of an account");
    return told;
  }

  static thread_local const HostDirectory* unanswered_;  // the last one that did not answer this thread's find()
  Find find_;
  Mark mark_;
  ToldChanges tells_;
  HostSelf self_;
};

thread_local const HostDirectory* HostDirectory::unanswered_ = nullptr;

// What can be written to: memory and SQLite directories. Gives what the one that it is answers.
template <class InMemory, class InSqlite>
Status change(const doverie_directory* directory, InMemory&& in_memory, InSqlite&& in_sqlite) {
  AccountDirectory* port = use(directory, "directory").port.get();
  if (auto* memory = dynamic_cast<MemoryDirectory*>(port)) {
    in_memory(*memory);
    return Done{};
  }
  if (auto* sqlite = dynamic_cast<SqliteDirectory*>(port)) return in_sqlite(*sqlite);
  wrong("directory", "belongs to the host, who changes it himself");
}

AccountId account_id(doverie_string account) {
  AccountId id = text(account, "account");
  const Status valid = check_account_id(id, "account");
  if (valid.faulted()) throw WrongArgument{valid.fault().message};
  return id;
}

// Answers a sink with what `make` gives. Rubbish is an answer, too: the command then fails for good.
template <class Make>
doverie_status answer(doverie_facts_sink* sink, doverie_error** error, Make&& make) {
  return guarded(error, [&]() -> Status {
    auto& wanted = use(sink, "sink");
    try {
      wanted.answer(make());
    } catch (const WrongArgument& rubbish) {
      wanted.answer(Fault{FaultCode::internal, "the directory's callback answered rubbish: " + rubbish.message});
      throw;
    }
    return Done{};
  });
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_memory_directory_new(doverie_directory** out, doverie_error** error) {
  return give(out, error,
              [] { return handle_of<doverie_directory>(doverie::Result{std::make_shared<doverie::MemoryDirectory>()}); });
}

doverie_status doverie_sqlite_directory_create(doverie_string path, doverie_directory** out, doverie_error** error) {
  return give(out, error, [&] {
    return handle_of<doverie_directory>(doverie::SqliteDirectory::create(doverie::capi::path(path, "path")));
  });
}

doverie_status doverie_sqlite_directory_open(doverie_string path, doverie_directory** out, doverie_error** error) {
  return give(out, error, [&] {
    return handle_of<doverie_directory>(doverie::SqliteDirectory::open(doverie::capi::path(path, "path")));
  });
}

doverie_status doverie_directory_put(doverie_directory* directory, doverie_string account,
                                     const doverie_account_facts* facts, doverie_error** error) {
  return guarded(error, [&] {
    const auto id = account_id(account);
    const auto known = read_facts(facts);
    return change(
        directory, [&](auto& memory) { memory.put(id, known); }, [&](auto& sqlite) { return sqlite.put(id, known); });
  });
}

doverie_status doverie_directory_remove(doverie_directory* directory, doverie_string account, doverie_error** error) {
  return guarded(error, [&] {
    const auto id = account_id(account);
    return change(directory, [&](auto& memory) { memory.remove(id); }, [&](auto& sqlite) { return sqlite.remove(id); });
  });
}

doverie_status doverie_host_directory_new(const doverie_directory_callbacks* callbacks, void* self, doverie_directory** out,
                                          doverie_error** error) {
  return give_host_port<HostDirectory>(out, error, callbacks, &doverie_directory_callbacks::find, self);
}

doverie_status doverie_facts_found(doverie_facts_sink* sink, const doverie_account_facts* facts, doverie_error** error) {
  return answer(sink, error, [&] { return Facts{read_facts(facts)}; });
}

doverie_status doverie_facts_missing(doverie_facts_sink* sink, doverie_error** error) {
  return answer(sink, error, [] { return Facts{std::nullopt}; });
}

doverie_status doverie_facts_unavailable(doverie_facts_sink* sink, doverie_string why, doverie_error** error) {
  return answer(sink, error,
                [&] { return Facts{doverie::Fault{doverie::FaultCode::directory_unavailable, text(why, "why")}}; });
}

doverie_status doverie_mark_no_contact(doverie_mark_sink* sink, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(sink, "sink").answer(true);
    return doverie::Done{};
  });
}

void doverie_directory_free(doverie_directory* directory) {
  free_handle(directory);
}
