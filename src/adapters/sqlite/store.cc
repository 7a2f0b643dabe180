// SPDX-License-Identifier: Apache-2.0
//
// The store in a file of its own: one connection, many callers, one commit for all who wait.
#include <functional>
#include <new>
#include <optional>
#include <tuple>

#include "adapters/identity.h"
#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/check.h"
#include "adapters/sqlite/commit_queue.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/events.h"
#include "adapters/sqlite/file_lock.h"
#include "adapters/sqlite/held_files.h"
#include "adapters/sqlite/messages.h"
#include "adapters/sqlite/owner_process.h"
#include "adapters/sqlite/schema.h"
#include "adapters/sqlite/wal_writes.h"
#include "doverie/adapters/sqlite.h"

namespace doverie {
namespace {

using sqlite::CommitQueue;
using sqlite::Doing;
using sqlite::Job;

// Exclusive before the first look at the file: the WAL index then lives in memory, and nobody else gets in.
const sqlite::FileSettings kStoreSettings{
    sqlite::kStoreFormat, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;",
    "PRAGMA journal_mode = WAL", "wal", 250};

// The WAL is written back when it has this many pages: SQLite's own default.
constexpr int kPagesBeforeCheckpoint = 1000;

constexpr const char* kStoreName = "event store";

using Leased = std::vector<LeasedMessage>;

// What a write says of its result.
template <class T>
struct Everything {  // it is kept; when the commit was lost, so is the answer
  static bool kept(const T&) { return true; }
  static void committed(T&, std::uint32_t) {}
  static Result<T> lost(const Fault& fault) { return fault; }
};
template <class T>
struct Nothing : Everything<T> {
  static bool kept(const T&) { return false; }
};
struct Appended {
  static bool kept(const AppendResult& result) { return result.outcome == AppendOutcome::appended; }
  static void committed(AppendResult& result, std::uint32_t together) {
    if (kept(result)) result.together = together;
  }
  static Result<AppendResult> lost(const Fault&) { return AppendResult{AppendOutcome::unknown}; }
};

// `Work` gives a Result<T>.
template <class T, class Changes, class Work>
class JobOf final : public Job {
 public:
  explicit JobOf(const Work& work) : work_(work) {}

  Ran run() override {
    try {
      answer_ = work_();
    } catch (const std::bad_alloc&) {  // the caller's trouble, not the leader's
      answer_ = Fault{FaultCode::out_of_memory, "event store: no memory for the rows"};
    }
    if (!answer_) return Ran::failed;
    return Changes::kept(*answer_) ? Ran::to_keep : Ran::done;
  }
  void fail(const Fault& fault) override { answer_ = fault; }
  void lose(const Fault& fault) override { answer_ = Changes::lost(fault); }
  const Fault& fault() const override { return answer_.fault(); }

  Result<T> answer() {
    if (answer_) Changes::committed(*answer_, together);
    return std::move(answer_);
  }

 private:
  const Work& work_;
  Result<T> answer_{Fault{FaultCode::internal, "event store: nobody did the work"}};
};

// The end of a backup, which comes whatever has happened to the store.
class LettingGo final : public Job {
 public:
  explicit LettingGo(const std::function<void()>& work) : work_(work) {}

  Ran run() override {
    work_();
    return Ran::done;
  }
  void fail(const Fault&) override { work_(); }
  void lose(const Fault&) override {}
  const Fault& fault() const override { return none_; }

 private:
  const std::function<void()>& work_;
  Fault none_{FaultCode::internal, "letting go does not fail"};
};

}  // namespace

class SqliteStore::Impl {
 public:
  Impl(sqlite::FileLock lock, sqlite::Connection connection, std::shared_ptr<Clock> clock);

  // Finishes what the process before this one left behind. `identity` is the one that the store has to have; empty: any.
  Status begin(const std::string& identity);

  // Runs `work`, which only reads.
  template <class T, class Work>
  Result<T> read(Work work);
  // Runs `work` in a transaction, which others may share, and answers once it is on the disk. What a Changes says of the
  // result decides whether there is anything to commit, and what to answer when the commit was lost.
  template <class T, class Changes, class Work>
  Result<T> write(Work work);

  // For backups: one step of reading, and, even when the store cannot be used any more, letting go of the connection.
  Result<bool> step(const std::function<Result<bool>(sqlite3*)>& work) {
    return read<bool>([&] { return work(connection_.get()); });
  }
  void let_go(const std::function<void()>& work) {
    LettingGo job(work);
    queue_.run(job, CommitQueue::Kind::reading, [this](const CommitQueue::Jobs& jobs) { lead(jobs); });
  }
  Result<std::vector<std::string>> findings() {
    return read<std::vector<std::string>>([this] { return sqlite::findings_in(connection_.get()); });
  }

  Status ping() {
    return read<Done>([this]() -> Status {
      if (const auto answer = events_.read({}); !answer) return answer.as<Done>();
      Status found = find_files();
      if (!found) failed_ = found.fault();
      return found;
    });
  }

  const sqlite::OwnerProcess& owner() const { return owner_; }
  const std::string& identity() const { return identity_; }
  std::optional<Instant> now() const { return clock_ ? std::optional(clock_->now()) : std::nullopt; }
  sqlite::EventTables& events() { return events_; }
  sqlite::MessageTable& messages() { return messages_; }
  // What is erased must not stay in the journal. REQUIRES: called by a job.
  void truncate_wal() { truncate_wal_ = true; }

 private:
  void lead(const CommitQueue::Jobs& jobs);
  void read_all(Job* first);
  void write_all(Job* first);
  bool attempt(Job* first);
  void commit(Job* first);
  void settle_together(Job* first);
  // What was committed may be nowhere: nobody is told that it is kept, and nothing is written any more.
  void lose_all(Job* first, const Fault& fault);
  Status find_files();
  void undo();
  void finish_all(Job* first);
  void maintain();

  sqlite::OwnerProcess owner_;
  std::shared_ptr<Clock> clock_;
  CommitQueue queue_;
  std::string identity_;           // of the store, since begin()
  sqlite::FileLock lock_;          // until after the connection is closed
  sqlite::Connection connection_;  // in the hands of whoever leads the queue, as is all that follows
  sqlite::EventTables events_;
  sqlite::MessageTable messages_;
  sqlite::HeldFiles files_;
  sqlite::Statement begin_{connection_.get(), "BEGIN IMMEDIATE"};
  sqlite::Statement commit_{connection_.get(), "COMMIT"};
  sqlite::Statement undo_{connection_.get(), "ROLLBACK"};
  std::optional<Fault> failed_;  // after a failed write nobody knows what is on the disk: refuse until opened again
  int wal_pages_ = 0;            // as of the last commit
  bool truncate_wal_ = true;     // it may hold what was erased
};

SqliteStore::Impl::Impl(sqlite::FileLock lock, sqlite::Connection connection, std::shared_ptr<Clock> clock)
    : clock_(std::move(clock)),
      lock_(std::move(lock)),
      connection_(std::move(connection)),
      events_(connection_.get(), sqlite::EventTables::Others::none),
      messages_(connection_.get()) {
  // Instead of SQLite's automatic checkpoint, which hides its errors.
  const auto count = [](void* pages, sqlite3*, const char*, int size) {
    *static_cast<int*>(pages) = size;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(connection_.get(), count, &wal_pages_);
}

Status SqliteStore::Impl::begin(const std::string& identity) {
  sqlite3_busy_timeout(connection_.get(), 0);
  auto own = events_.identity();
  if (!own) return own.as<Done>();
  identity_ = *std::move(own);
  if (Status right = check_identity(identity, identity_, sqlite3_db_filename(connection_.get(), "main")); !right)
    return right;
  if (Status held = files_.hold(connection_.get()); !held) return held;
  maintain();  // whatever the WAL was, it is open now
  sqlite::gather_wal_writes(connection_.get());
  return failed_ ? Status(*failed_) : Status(Done{});
}

template <class T, class Work>
Result<T> SqliteStore::Impl::read(Work work) {
  if (!owner_.is_current()) return owner_.forked(kStoreName);  // first: another thread may have led the queue at fork()
  JobOf<T, Nothing<T>, Work> job(work);
  queue_.run(job, CommitQueue::Kind::reading, [this](const CommitQueue::Jobs& jobs) { lead(jobs); });
  return job.answer();
}

template <class T, class Changes, class Work>
Result<T> SqliteStore::Impl::write(Work work) {
  if (!owner_.is_current()) return owner_.forked(kStoreName);
  JobOf<T, Changes, Work> job(work);
  queue_.run(job, CommitQueue::Kind::writing, [this](const CommitQueue::Jobs& jobs) { lead(jobs); });
  return job.answer();
}

// Readers first: they need not wait for the disk. The checkpoint last: nobody waits for it who was here before.
void SqliteStore::Impl::lead(const CommitQueue::Jobs& jobs) {
  read_all(jobs.reading);
  finish_all(jobs.reading);
  write_all(jobs.writing);
  finish_all(jobs.writing);
  maintain();
}

// Without a transaction: the connection is the only one, and nobody else has it meanwhile.
void SqliteStore::Impl::read_all(Job* first) {
  for (Job* job = first; job; job = job->next()) {
    if (failed_) {
      job->fail(*failed_);
    } else {
      std::ignore = job->run();
    }
  }
}

// A job that fails has a reason of its own: the others begin again without it.
void SqliteStore::Impl::write_all(Job* first) {
  while (!failed_ && !attempt(first)) {
  }
  for (Job* job = first; failed_ && job; job = job->next()) {
    if (!job->settled) job->fail(*failed_);
  }
}

// One transaction for all that are not settled. False when one of them failed, and all was undone.
bool SqliteStore::Impl::attempt(Job* first) {
  bool begun = false;
  bool keep = false;
  for (Job* job = first; job; job = job->next()) {
    if (job->settled) continue;
    begun = begun || begin_.run();
    const Job::Ran ran = begun ? job->run() : Job::Ran::failed;
    if (!begun) job->fail(sqlite::last_fault(connection_.get(), Doing::writing, kStoreName));
    keep = keep || ran == Job::Ran::to_keep;
    if (ran != Job::Ran::failed) continue;
    job->settled = true;
    if (job->fault().code == FaultCode::store_failed) failed_ = job->fault();
    undo();
    return false;
  }
  if (keep) {
    commit(first);
  } else if (begun) {
    undo();
  }
  return true;
}

// When it fails, those who had nothing to keep are told as well: what they saw of the others was not to be.
void SqliteStore::Impl::commit(Job* first) {
  if (commit_.run()) {
    if (Status found = find_files(); !found) return lose_all(first, found.fault());
    settle_together(first);
    return;
  }
  const Fault fault = sqlite::last_fault(connection_.get(), Doing::writing, "event store: commit");
  undo();
  const bool lost = fault.code == FaultCode::store_failed;
  for (Job* job = first; job; job = job->next()) {
    if (job->settled) continue;
    job->settled = true;
    lost ? job->lose(fault) : job->fail(fault);
  }
  if (lost) failed_ = fault;
}

void SqliteStore::Impl::settle_together(Job* first) {
  std::uint32_t together = 0;
  for (Job* job = first; job; job = job->next()) together += job->settled ? 0 : 1;
  for (Job* job = first; job; job = job->next()) {
    if (!job->settled) job->together = together;
    job->settled = true;
  }
}

void SqliteStore::Impl::lose_all(Job* first, const Fault& fault) {
  for (Job* job = first; job; job = job->next()) {
    if (job->settled) continue;
    job->settled = true;
    job->lose(fault);
  }
  failed_ = fault;
}

// The file may be kept somewhere else: what is in its WAL is put into it, and another file's WAL is left alone.
Status SqliteStore::Impl::find_files() {
  const std::string* const missing = files_.missing();
  if (!missing) return Done{};
  sqlite3_wal_checkpoint_v2(connection_.get(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return Fault{
      FaultCode::store_failed,
      "event store: commit: " + *missing +
          ": is not the file any more that is written to: it was moved, deleted or replaced while the store was open. "
          "Nothing is acknowledged from here on; put the right file in its place, then open it again"};
}

// Some errors (a full disk, for one) make SQLite roll everything back by itself.
void SqliteStore::Impl::undo() {
  if (sqlite3_get_autocommit(connection_.get()) == 0) undo_.run();
  events_.forget();
}

void SqliteStore::Impl::finish_all(Job* first) {
  while (first) {
    Job* const job = first;
    first = job->next();
    queue_.finish(*job);
  }
}

// Not part of any command: when it fails, what was committed is committed.
void SqliteStore::Impl::maintain() {
  if (failed_ || (!truncate_wal_ && wal_pages_ < kPagesBeforeCheckpoint)) return;
  const int mode = truncate_wal_ ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  if (sqlite3_wal_checkpoint_v2(connection_.get(), "main", mode, nullptr, nullptr) == SQLITE_OK) {
    truncate_wal_ = false;
    wal_pages_ = 0;
    return;
  }
  Fault fault = sqlite::last_fault(connection_.get(), Doing::writing, "event store: checkpoint");
  if (fault.code == FaultCode::store_failed) failed_ = std::move(fault);
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::open_locked(sqlite::FileLock lock, const std::string& path,
                                                              Options options) {
  auto connection = sqlite::open_file(path, kStoreSettings);
  if (!connection) return connection.fault();
  auto impl = std::make_unique<Impl>(std::move(lock), *std::move(connection), std::move(options.clock));
  if (Status ready = impl->begin(options.identity); !ready) return ready.fault();
  return std::shared_ptr<SqliteStore>(new SqliteStore(std::move(impl)));
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::create(const std::string& path, Options options) {
  if (!options.identity.empty()) {
    return Fault{FaultCode::invalid_argument, "identity: is made by create(), and told by identity(); give it to open()"};
  }
  auto lock = sqlite::create_file(path, kStoreSettings);
  return lock ? open_locked(*std::move(lock), path, std::move(options)) : lock.as<std::shared_ptr<SqliteStore>>();
}

Result<std::shared_ptr<SqliteStore>> SqliteStore::open(const std::string& path, Options options) {
  if (Status good = check_identity_given(options.identity); !good) return good.fault();
  if (auto flaw = sqlite::flaw_before_opening(path)) return *std::move(flaw);  // leaves no lock beside nothing
  auto lock = sqlite::FileLock::take(path);
  return lock ? open_locked(*std::move(lock), path, std::move(options)) : lock.as<std::shared_ptr<SqliteStore>>();
}

SqliteStore::SqliteStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

SqliteStore::~SqliteStore() {
  if (!impl_->owner().is_current()) std::ignore = impl_.release();  // see OwnerProcess
}

Result<ReadResult> SqliteStore::read(const ReadRequest& request) {
  auto result = impl_->read<ReadResult>([&] { return impl_->events().read(request); });
  if (result) result->store_now = impl_->now();
  return result;
}

Result<AppendResult> SqliteStore::append(const Batch& batch) {
  return impl_->write<AppendResult, Appended>([&] {
    if (!batch.erase.empty()) impl_->truncate_wal();
    return impl_->events().append(batch, impl_->messages());
  });
}

Result<std::uint32_t> SqliteStore::let_go_of_commands(Instant before, std::uint32_t limit) {
  return impl_->write<std::uint32_t, Everything<std::uint32_t>>(
      [&] { return impl_->events().let_go_of_commands(before, limit); });
}

Result<std::vector<LeasedMessage>> SqliteStore::lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                               std::uint32_t limit) {
  return impl_->write<Leased, Everything<Leased>>([&] { return impl_->messages().lease(queue, now, lease_for, limit); });
}

Status SqliteStore::settle_messages(const std::vector<Settlement>& settlements) {
  return impl_->write<Done, Everything<Done>>([&] { return impl_->messages().settle(settlements); });
}

Result<std::vector<FeedEntry>> SqliteStore::feed(std::string_view after, std::uint32_t limit) {
  return impl_->read<std::vector<FeedEntry>>([&] { return impl_->events().feed(after, limit); });
}

Result<std::vector<FeedEntry>> SqliteStore::raw_feed(std::string_view after, std::uint32_t limit) {
  return impl_->read<std::vector<FeedEntry>>(
      [&] { return impl_->events().feed(after, limit, sqlite::EventTables::Texts::all); });
}

const std::string& SqliteStore::identity() const {
  return impl_->identity();
}

std::int64_t SqliteStore::schema_version() {
  return std::ssize(sqlite::kStoreFormat.migrations);
}

Status SqliteStore::ping() {
  return impl_->ping();
}

Result<std::vector<std::string>> SqliteStore::check() {
  return impl_->findings();
}

Status SqliteStore::backup_to(const std::string& path) {
  return sqlite::back_up(
      {[this](const auto& work) { return impl_->step(work); }, [this](const auto& work) { impl_->let_go(work); }}, path);
}

}  // namespace doverie
