// SPDX-License-Identifier: Apache-2.0
//
// What a seal is computed over, and the walk along the chain.
#include "core/records/seals.h"

#include "core/bytes/digests.h"
#include "core/records/events.h"

namespace doverie {

std::string sealed_bytes(std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                         std::string_view bytes) {
  return length_prefixed({"doverie seal 1", stream, std::to_string(version), previous_seal, bytes});
}

Result<bool> seal_fits(const Macs& keys, std::string_view stream, std::uint64_t version, std::string_view previous_seal,
                       const EventRecord& event) {
  return verify_keyed_mac(keys, KeyPurpose::audit, event.seal, sealed_bytes(stream, version, previous_seal, event.bytes));
}

Result<std::string> make_seal(const Macs& keys, std::string_view stream, std::uint64_t version,
                              std::string_view previous_seal, std::string_view bytes) {
  return keyed_mac(keys, KeyPurpose::audit, sealed_bytes(stream, version, previous_seal, bytes));
}

namespace {

// What the first event that was loaded is chained to.
struct ChainBegin {
  std::uint64_t version = 0;
  std::string previous;
};

Result<ChainBegin> begin_of_chain(const StreamRecord& record, JsonReader& reader) {
  if (record.erased || record.version == record.events.size()) return ChainBegin{};
  const auto missing =
      Fault{FaultCode::audit_broken, "stream " + record.name + " has version " + std::to_string(record.version) + ", but " +
                                         std::to_string(record.events.size()) +
                                         " events, which do not begin with one that sums up the others:"
                                         " some were removed"};
  if (record.events.empty() || record.events.size() > record.version) return missing;
  auto previous = previous_seal_in(record.events.front().bytes, reader);
  if (!previous) return missing;
  return ChainBegin{record.version - record.events.size(), *std::move(previous)};
}

}  // namespace

Status verify_seals(const Macs& keys, const StreamRecord& record, JsonReader& reader) {
  const auto begins = begin_of_chain(record, reader);
  if (!begins) return begins.as<Done>();
  std::string_view previous = begins->previous;
  std::uint64_t version = begins->version;
  for (const EventRecord& event : record.events) {
    ++version;
    const auto fits = seal_fits(keys, record.name, version, previous, event);
    if (!fits) return fits.fault();
    if (!*fits) {
      return Fault{FaultCode::audit_broken,
                   "stream " + record.name + ", version " + std::to_string(version) +
                       ": the seal does not fit; the event, its place or the one before it was changed"};
    }
    previous = event.seal;
  }
  return Done{};
}

}  // namespace doverie
