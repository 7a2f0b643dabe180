// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints, exports and the verifier.
#include "doverie/audit.h"

#include "feed.h"
#include "handles.h"
#include "structs.h"
#include "text.h"
#include "turns.h"

struct doverie_checkpoint : doverie::capi::Handle<0x4348454b504e5431> {
  doverie::MadeCheckpoint made;
  std::string public_key;
};

struct doverie_export : doverie::capi::Handle<0x4558504f52542e31> {
  doverie::ExportPage page;
};

struct doverie_audit_verifier : doverie::capi::Handle<0x56455249464e2e31> {
  explicit doverie_audit_verifier(std::shared_ptr<const doverie::KeyRing> keys) : verifier(std::move(keys)) {}
  doverie::AuditVerifier verifier;
  doverie::capi::Turns turns{};
};

struct doverie_audit_report : doverie::capi::Handle<0x41554449542e2e31> {
  doverie::AuditReport report;
};

using namespace doverie::capi;

namespace {

// Runs `work` with the verifier, while no other call has it.
template <class Work>
auto in_turn(doverie_audit_verifier* handle, Work&& work) {
  doverie_audit_verifier& used = use(handle, "verifier");
  const Turn turn(used.turns, "verifier");
  return work(used.verifier);
}

}  // namespace

doverie_status doverie_checkpoint_make(const doverie_store* store, doverie_bytes private_key, int64_t at,
                                       const doverie_checkpoint_options* options, doverie_checkpoint** out,
                                       doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_checkpoint>> {
    const auto& port = use(store, "store").port;
    const doverie::Secret key(bytes(private_key, "private_key"));
    const auto now = instant(at, "at");
    if (!now) wrong("at", "0; it is needed");
    const auto given = read_or_default(options, "options");
    doverie::CheckpointOptions wanted{.previous = text(given.previous, "options.previous"),
                                      .accept_restore = flag(given.accept_restore, "options.accept_restore")};
    if (given.max_events != 0) wanted.max_events = given.max_events;
    auto public_key = doverie::checkpoint_public_key(key);
    if (!public_key) return public_key.as<std::unique_ptr<doverie_checkpoint>>();
    auto made = doverie::make_checkpoint(*port, key, *now, wanted);
    if (!made) return made.as<std::unique_ptr<doverie_checkpoint>>();
    auto checkpoint = std::make_unique<doverie_checkpoint>();
    checkpoint->made = *std::move(made);
    checkpoint->public_key = *std::move(public_key);
    return checkpoint;
  });
}

doverie_status doverie_checkpoint_public_key(doverie_bytes private_key, char* out, size_t size, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    if (size != DOVERIE_PUBLIC_KEY_SIZE) wrong("size", std::to_string(size) + " is not DOVERIE_PUBLIC_KEY_SIZE");
    const auto key = doverie::checkpoint_public_key(doverie::Secret(bytes(private_key, "private_key")));
    if (!key) return key.as<doverie::Done>();
    if (key->size() >= size) return doverie::Fault{doverie::FaultCode::internal, "a public key that is too long"};
    std::copy(key->begin(), key->end(), out);
    out[key->size()] = '\0';
    return doverie::Done{};
  });
}

doverie_status doverie_checkpoint_get(const doverie_checkpoint* checkpoint, doverie_checkpoint_facts* out,
                                      doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& handle = use(checkpoint, "checkpoint");
    const doverie::MadeCheckpoint& made = handle.made;
    write(out, doverie_checkpoint_facts{.text = borrowed(made.text),
                                        .number = made.number,
                                        .events = made.events,
                                        .more = made.more,
                                        .public_key = borrowed(handle.public_key)});
    return doverie::Done{};
  });
}

void doverie_checkpoint_free(doverie_checkpoint* checkpoint) {
  free_handle(checkpoint);
}

doverie_status doverie_store_export(const doverie_store* store, doverie_string after, uint32_t limit, doverie_export** out,
                                    doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_export>> {
    auto page = doverie::export_page(*use(store, "store").port, text(after, "after"), limit);
    if (!page) return page.as<std::unique_ptr<doverie_export>>();
    auto handle = std::make_unique<doverie_export>();
    handle->page = *std::move(page);
    return handle;
  });
}

doverie_status doverie_export_get(const doverie_export* page, doverie_export_page* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [lines, cursor, events] = use(page, "page").page;
    write(out, doverie_export_page{.lines = borrowed(lines), .cursor = borrowed(cursor), .events = events});
    return doverie::Done{};
  });
}

void doverie_export_free(doverie_export* page) {
  free_handle(page);
}

doverie_status doverie_audit_verifier_new(const doverie_key_ring* keys, doverie_audit_verifier** out,
                                          doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_audit_verifier>> {
    return std::make_unique<doverie_audit_verifier>(use(keys, "keys").port);
  });
}

doverie_status doverie_audit_verifier_trust(doverie_audit_verifier* verifier, doverie_bytes public_key,
                                            doverie_error** error) {
  return guarded(error, [&] {
    return in_turn(verifier, [&](auto& running) { return running.trust(bytes(public_key, "public_key")); });
  });
}

doverie_status doverie_audit_verifier_checkpoint(doverie_audit_verifier* verifier, doverie_string checkpoint,
                                                 doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    in_turn(verifier, [&](auto& running) { running.checkpoint(text(checkpoint, "text")); });
    return doverie::Done{};
  });
}

doverie_status doverie_audit_verifier_line(doverie_audit_verifier* verifier, doverie_bytes line, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    in_turn(verifier, [&](auto& running) { running.line(bytes(line, "line")); });
    return doverie::Done{};
  });
}

doverie_status doverie_audit_verifier_event(doverie_audit_verifier* verifier, const doverie_feed_entry* entry,
                                            doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    in_turn(verifier, [&](auto& running) { running.event(read_entry(entry)); });
    return doverie::Done{};
  });
}

doverie_status doverie_audit_verifier_store(doverie_audit_verifier* verifier, const doverie_store* store,
                                            doverie_error** error) {
  return guarded(error,
                 [&] { return in_turn(verifier, [&](auto& running) { return running.store(*use(store, "store").port); }); });
}

doverie_status doverie_audit_verifier_finish(doverie_audit_verifier* verifier, doverie_audit_report** out,
                                             doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_audit_report>> {
    auto report = std::make_unique<doverie_audit_report>();
    report->report = in_turn(verifier, [](auto& running) { return running.finish(); });
    return report;
  });
}

void doverie_audit_verifier_free(doverie_audit_verifier* verifier) {
  free_handle(verifier);
}

doverie_status doverie_audit_report_get(const doverie_audit_report* report, doverie_audit_counts* out,
                                        doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::AuditReport& all = use(report, "report").report;
    write(out, doverie_audit_counts{.finding_count = all.findings.size(),
                                    .events = all.events,
                                    .streams = all.streams,
                                    .checkpoints = all.checkpoints,
                                    .erased = all.erased,
                                    .left_out = all.left_out});
    return doverie::Done{};
  });
}

doverie_status doverie_audit_report_finding_at(const doverie_audit_report* report, size_t index, doverie_audit_finding* out,
                                               doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [kind, stream, version, checkpoint, message] = element(use(report, "report").report.findings, index);
    write(out, doverie_audit_finding{.kind = static_cast<doverie_audit_finding_kind>(kind),
                                     .stream = borrowed(stream),
                                     .version = version,
                                     .checkpoint = checkpoint,
                                     .message = borrowed(message)});
    return doverie::Done{};
  });
}

void doverie_audit_report_free(doverie_audit_report* report) {
  free_handle(report);
}
