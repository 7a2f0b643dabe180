// SPDX-License-Identifier: Apache-2.0
//
// One command for each link, by several threads, each under an id that the link itself makes; and then a look whether the link is
// there, as one that was taken away is not brought in again under the same id.
#include <algorithm>
#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <system_error>
#include <thread>
#include <unordered_set>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/decisions/decide.h"
#include "core/values/ids.h"
#include "doverie/moving.h"
#include "moving/link_fold.h"

namespace doverie {

// By the first bytes of their ids: enough to tell any number of rows apart.
class LinkImport::Seen {
 public:
  // False when it was there.
  bool add(std::string_view id) {
    const std::lock_guard lock(mutex_);
    return rows_.insert(short_of(id)).second;
  }
  void remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    rows_.erase(short_of(id));
  }

 private:
  static std::uint64_t short_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

  std::mutex mutex_;
  std::unordered_set<std::uint64_t> rows_;  // guarded by mutex_
};

namespace {

constexpr int kMostThreads = 64;
constexpr std::size_t kIdBytes = 24;
// So many circles are looked at by one read. Our choice.
constexpr std::size_t kLookedAtOnce = 64;
constexpr const char* kTakenAway =
    "was brought in before, and has been taken away since; it does not come back by an import";

// The same link has the same id in every run.
std::string command_id_of(const ForeignLink& link) {
  const auto since = std::to_string(link.since.time_since_epoch().count());
  const auto digest = sha256(length_prefixed({"doverie import 1", link.trustor, link.contact, since}));
  return "import-" + hex(view(digest).substr(0, kIdBytes));
}

// About this row alone: the others may come in.
bool is_of_row(FaultCode code) {
  return code == FaultCode::invalid_argument || code == FaultCode::account_unknown;
}

std::string names_of(const std::vector<Reason>& reasons) {
  std::string names;
  for (const Reason& reason : reasons) (names += names.empty() ? "" : ", ") += name_of(reason);
  return names;
}

// What one thread has done; rows by their place in the whole.
struct Share {
  std::vector<std::size_t> taken;  // by a command, of this run or of one before
  std::uint64_t repeated = 0;
  std::uint64_t done = 0;
  std::vector<std::pair<std::size_t, ImportRefusal>> refused;
  std::optional<Fault> stopped;
};

template <class Seen>
class Worker {
 public:
  Worker(const Service& service, const ImportOptions& options, Seen& seen, Share& share)
      : service_(service), options_(options), seen_(seen), share_(share) {}

  // Whether to go on.
  bool take(std::size_t place, const ForeignLink& link) {
    if (!link.unreadable.empty()) return refuse(place, {link, {}, link.unreadable});
    const std::string id = command_id_of(link);
    if (!seen_.add(id)) return ++share_.repeated, ++share_.done, true;
    if (run(place, link, id)) return true;
    seen_.remove(id);  // it may be given once more when what broke is mended
    return false;
  }

 private:
  bool run(std::size_t place, const ForeignLink& link, const std::string& id) {
    const ImportLink command{link.trustor, link.contact, link.since, options_.operator_id, options_.checked_at_use,
                             options_.tell};
    const auto answer = service_.run(command, {id, ""});
    if (answer.rejected()) return refuse(place, {link, answer.rejection().reasons, names_of(answer.rejection().reasons)});
    // Under that id the link has come in before, by another operator or with other options.
    const bool before = answer.faulted() && answer.fault().code == FaultCode::command_id_reused;
    if (answer || before) return share_.taken.push_back(place), ++share_.done, true;
    if (is_of_row(answer.fault().code)) return refuse(place, {link, {}, answer.fault().message});
    share_.stopped = answer.fault();
    return false;
  }

  bool refuse(std::size_t place, ImportRefusal refusal) {
    ++share_.done;
    share_.refused.emplace_back(place, std::move(refusal));
    return true;
  }

  const Service& service_;
  const ImportOptions& options_;
  Seen& seen_;
  Share& share_;
};

// Those of the rows that fall to one of so many.
template <class Seen>
void work(const Service& service, const ImportOptions& options, const std::vector<ForeignLink>& links, std::size_t of_these,
          std::size_t threads, Seen& seen, Share& share) {
  Worker worker(service, options, seen, share);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (std::hash<std::string>{}(links[i].trustor) % threads != of_these) continue;
    if (!worker.take(i, links[i])) return;
  }
}

// Which of these circles have which links.
Result<std::map<AccountId, Links>> links_of(const Service& service, const std::set<AccountId>& trustors) {
  ReadRequest request;
  for (const AccountId& trustor : trustors) request.streams.push_back(circle_stream(service.settings().realm, trustor));
  const auto read = service.store()->read(request);
  if (!read) return read.as<std::map<AccountId, Links>>();
  std::map<AccountId, Links> all;
  JsonReader reader;
  for (std::size_t i = 0; const AccountId& trustor : trustors) {
    for (const EventRecord& record : read->streams[i++].events) {
      const auto event = decode<CircleEvent>(record.bytes, reader);
      if (!event) return event.as<std::map<AccountId, Links>>();
      std::visit(LinkFold(all[trustor], event->envelope.at), static_cast<const CircleEvent::variant&>(event->event));
    }
  }
  return all;
}

// Those that are not there any more are refused.
Status look_for(const Service& service, const std::vector<ForeignLink>& links, std::span<const std::size_t> places,
                Share& looked) {
  std::set<AccountId> trustors;
  for (const std::size_t place : places) trustors.insert(links[place].trustor);
  const auto all = links_of(service, trustors);
  if (!all) return all.as<Done>();
  for (const std::size_t place : places) {
    const auto of_trustor = all->find(links[place].trustor);
    const bool there = of_trustor != all->end() && of_trustor->second.contains(links[place].contact);
    if (there) looked.taken.push_back(place);
    if (!there) looked.refused.emplace_back(place, ImportRefusal{links[place], {}, kTakenAway});
  }
  return Done{};
}

// What could not be looked at is taken for what the commands said.
void look_for_all(const Service& service, const std::vector<ForeignLink>& links, std::vector<Share>& shares) {
  std::vector<std::size_t> places;
  for (Share& share : shares) std::ranges::move(std::exchange(share.taken, {}), std::back_inserter(places));
  Share& first = shares.front();
  for (std::span<const std::size_t> left(places); !left.empty();) {
    const auto some = left.first(std::min(left.size(), kLookedAtOnce));
    left = left.subspan(some.size());
    const Status looked = look_for(service, links, some, first);
    if (looked) continue;
    if (!first.stopped) first.stopped = looked.fault();
    std::ranges::copy(some, std::back_inserter(first.taken));
  }
}

ImportReport sum_of(std::vector<Share> shares, std::size_t rows) {
  ImportReport report;
  std::uint64_t done = 0;
  std::vector<std::pair<std::size_t, ImportRefusal>> refused;
  for (Share& share : shares) {
    report.in_place += share.taken.size();
    report.repeated += share.repeated;
    done += share.done;
    std::ranges::move(share.refused, std::back_inserter(refused));
    if (!report.stopped) report.stopped = std::move(share.stopped);
  }
  std::ranges::sort(refused, {}, [](const auto& one) { return one.first; });
  for (auto& one : refused) report.refused.push_back(std::move(one.second));
  report.left = rows - done;
  return report;
}

}  // namespace

Result<std::unique_ptr<LinkImport>> LinkImport::begin(std::shared_ptr<const Service> service, ImportOptions options) {
  const auto wrong = [](std::string what) { return Fault{FaultCode::invalid_argument, "LinkImport: " + std::move(what)}; };
  if (!service) return wrong("service is missing");
  if (options.threads < 1 || options.threads > kMostThreads) return wrong("threads has to be 1 to 64");
  // As every row would be refused for: nothing is to be written under a name that is none.
  const ImportLink any{"a", "b", kEarliestNow, options.operator_id};
  if (auto good = check_arguments(Command(any)); !good) return wrong(good.fault().message);
  if (options.dry_run) {
    options.threads = 1;
    auto trial = service->trial();
    if (!trial) return trial.as<std::unique_ptr<LinkImport>>();
    service = *std::move(trial);
  }
  return std::unique_ptr<LinkImport>(new LinkImport(std::move(service), std::move(options)));
}

LinkImport::LinkImport(std::shared_ptr<const Service> service, ImportOptions options)
    : service_(std::move(service)), options_(std::move(options)), seen_(std::make_unique<Seen>()) {}
LinkImport::~LinkImport() = default;

// The caller's thread does the first share, and those for which the system gives no thread.
ImportReport LinkImport::take(const std::vector<ForeignLink>& links) const {
  const auto threads = static_cast<std::size_t>(options_.threads);
  std::vector<Share> shares(threads);
  const auto do_share = [&](std::size_t i) { work(*service_, options_, links, i, threads, *seen_, shares[i]); };
  std::vector<std::thread> others;
  std::vector<std::size_t> own{0};
  for (std::size_t i = 1; i < threads; ++i) {
    try {
      others.emplace_back(do_share, i);
    } catch (const std::system_error&) {
      own.push_back(i);
    }
  }
  for (const std::size_t i : own) do_share(i);
  for (std::thread& thread : others) thread.join();
  look_for_all(*service_, links, shares);
  return sum_of(std::move(shares), links.size());
}

}  // namespace doverie
