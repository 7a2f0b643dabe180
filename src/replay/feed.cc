// SPDX-License-Identifier: Apache-2.0
//
// Which events belong to one command: those that stand together in the feed and name the same command id.
#include "replay/feed.h"

#include "core/bytes/encoding.h"
#include "core/values/ids.h"

namespace doverie::replay {

namespace {

std::string place_in_words(const FeedEntry& entry) {
  return "stream " + entry.stream + ", version " + std::to_string(entry.version);
}

// `<realm>/circle/<key>`, or without a realm.
struct StreamName {
  std::string realm;
  std::string_view kind;
  std::string key;
};

std::optional<StreamName> split(std::string_view stream) {
  const std::size_t key = stream.rfind('/');
  if (key == std::string_view::npos) return std::nullopt;
  const std::string_view front = stream.substr(0, key);
  const std::size_t kind = front.rfind('/');
  StreamName name{"", front, std::string(stream.substr(key + 1))};
  if (kind != std::string_view::npos) name.realm = front.substr(0, kind), name.kind = front.substr(kind + 1);
  if (name.kind == "invitation") return trustor_of(kInvitationPrefix, name.key) ? std::optional(name) : std::nullopt;
  if (name.kind == "realm" && name.key.empty()) return name;  // the realm's own record: nothing that is decided anew
  if (name.kind == "facts" || name.kind == "refused") name.key.erase(0, std::min(name.key.find('.'), name.key.size()) + 1);
  auto account = unescape(name.key);
  const bool known = name.kind == "circle" || name.kind == "contact" || name.kind == "facts" || name.kind == "refused";
  if (!account || !known) return std::nullopt;
  name.key = *std::move(account);
  return name;
}

}  // namespace

Fault not_a_history(const std::string& why) {
  return Fault{FaultCode::store_corrupt, "this cannot be a history: " + why + "; verify it (audit), and give all of it"};
}

Status Feed::follow(const FeedEntry& entry) {
  std::uint64_t& version = versions_[entry.stream];
  if (entry.version != version + 1) {
    return not_a_history("stream " + entry.stream + ": version " + std::to_string(entry.version) + " comes where version " +
                         std::to_string(version + 1) + " should be");
  }
  version = entry.version;
  return Done{};
}

template <class Event>
Result<std::optional<Recorded>> Feed::take(const FeedEntry& entry, std::string realm, std::string key,
                                           std::vector<Placed<Event>> Recorded::* into) {
  using Before = std::optional<Recorded>;
  auto decoded = decode<Event>(entry.event.bytes, reader_);
  if (!decoded) return Fault{decoded.fault().code, place_in_words(entry) + ": " + decoded.fault().message};
  if constexpr (std::is_same_v<Event, CircleEvent>) {  // in other people's circles, and no part of what is decided again
    if (std::holds_alternative<event::FactsErased>(decoded->event)) return Before();
  }
  Before before;
  const bool same = current_ && current_->realm == realm && current_->envelope.command == decoded->envelope.command;
  if (!same) before = std::exchange(current_, Recorded{std::move(realm), decoded->envelope, {}, {}, {}});
  (*current_.*into).push_back({{entry.stream, entry.version}, std::move(key), std::move(decoded->event)});
  return before;
}

// To the event that it is about, which came in the same commit and before it: the names of streams are in order.
Status Feed::take_facts(const FeedEntry& entry, const std::string& realm, const AccountId& trustor) {
  auto decoded = decode<FactsEvent>(entry.event.bytes, reader_);
  if (!decoded) return Fault{decoded.fault().code, place_in_words(entry) + ": " + decoded.fault().message};
  auto& looked = std::get<event::RulesLooked>(decoded->event);
  const bool same = current_ && current_->realm == realm && current_->envelope.command == decoded->envelope.command;
  if (same) {
    for (auto& placed : current_->circle) {
      Verdicts* rules = rules_of(placed.event);
      const bool meant = placed.key == trustor && placed.place.version == static_cast<std::uint64_t>(looked.version);
      if (meant && rules) return *rules = std::move(looked.rules), Done{};
    }
  }
  return not_a_history(place_in_words(entry) + " is about no event of its command");
}

Result<std::optional<Recorded>> Feed::add(const FeedEntry& entry) {
  using Before = std::optional<Recorded>;
  auto name = split(entry.stream);
  if (!name) return not_a_history("there is no stream \"" + entry.stream + "\"");
  if (auto status = follow(entry); !status) return status.as<Before>();
  if (name->kind == "realm" || name->kind == "refused") return Before();
  if (name->kind == "facts") {
    auto taken = take_facts(entry, name->realm, name->key);
    return taken ? Result(Before()) : taken.as<Before>();
  }
  if (name->kind == "circle") return take(entry, std::move(name->realm), std::move(name->key), &Recorded::circle);
  if (name->kind == "contact") return take(entry, std::move(name->realm), std::move(name->key), &Recorded::contacts);
  return take(entry, std::move(name->realm), std::move(name->key), &Recorded::invitations);
}

}  // namespace doverie::replay
