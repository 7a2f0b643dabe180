// SPDX-License-Identifier: Apache-2.0
//
// Links of another system coming in, and links going out, as tables.
#include "doverie/moving.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

struct doverie_import : doverie::capi::Handle<0x494d504f52543031> {
  doverie::LinkTable table;
  std::unique_ptr<doverie::LinkImport> import;
  doverie::ImportReport report;
};
struct doverie_links : doverie::capi::Handle<0x4c494e4b53303031> {
  std::string csv;
  std::uint64_t count = 0;
};

namespace doverie::capi {
namespace {

ImportOptions import_options(const doverie_import_options* given) {
  if (given == nullptr) wrong("options", "NULL");
  const doverie_import_options all = read(given, "options");
  ImportOptions options{.operator_id = text(all.operator_id, "options.operator_id"),
                        .checked_at_use = flag(all.checked_at_use, "options.checked_at_use"),
                        .tell = flag(all.tell, "options.tell"),
                        .dry_run = flag(all.dry_run, "options.dry_run")};
  if (all.threads > 64) wrong("options.threads", "more than 64");
  if (all.threads != 0) options.threads = static_cast<int>(all.threads);
  return options;
}

// The rows that have come so far.
Status take_rows(doverie_import& handle) {
  ImportReport part = handle.import->take(handle.table.links());
  ImportReport& report = handle.report;
  report.in_place += part.in_place;
  report.repeated += part.repeated;
  std::ranges::move(part.refused, std::back_inserter(report.refused));
  return part.stopped ? Status(*part.stopped) : Status(Done{});
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_import_new(const doverie_service* service, const doverie_import_options* options,
                                  doverie_import** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_import>> {
    auto begun = doverie::LinkImport::begin(use(service, "service").service, import_options(options));
    if (!begun) return begun.as<std::unique_ptr<doverie_import>>();
    auto handle = std::make_unique<doverie_import>();
    handle->import = *std::move(begun);
    return handle;
  });
}

doverie_status doverie_import_take(doverie_import* import, doverie_bytes csv, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    doverie_import& handle = use(import, "import");
    if (auto status = handle.table.add(bytes(csv, "csv")); !status) return status;
    return take_rows(handle);
  });
}

doverie_status doverie_import_end(doverie_import* import, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    doverie_import& handle = use(import, "import");
    if (auto status = handle.table.end(); !status) return status;
    return take_rows(handle);
  });
}

doverie_status doverie_import_get(const doverie_import* import, doverie_import_report* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::ImportReport& report = use(import, "import").report;
    write(out, doverie_import_report{
                   .in_place = report.in_place, .repeated = report.repeated, .refusal_count = report.refused.size()});
    return doverie::Done{};
  });
}

doverie_status doverie_import_refusal_at(const doverie_import* import, size_t index, doverie_import_refusal* out,
                                         doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [link, reasons, why] = element(use(import, "import").report.refused, index);
    write(
        out,
        doverie_import_refusal{
            .line = link.line, .trustor = borrowed(link.trustor), .contact = borrowed(link.contact), .why = borrowed(why)});
    return doverie::Done{};
  });
}

void doverie_import_free(doverie_import* import) {
  free_handle(import);
}

doverie_status doverie_links_of(const doverie_store* store, doverie_string realm, doverie_links** out,
                                doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_links>> {
    const auto links = doverie::links_in(*use(store, "store").port, text(realm, "realm"));
    if (!links) return links.as<std::unique_ptr<doverie_links>>();
    auto handle = std::make_unique<doverie_links>();
    handle->csv = doverie::to_csv(*links);
    handle->count = links->size();
    return handle;
  });
}

doverie_status doverie_links_get(const doverie_links* links, doverie_link_table* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie_links& handle = use(links, "links");
    write(out, doverie_link_table{.csv = borrowed(handle.csv), .links = handle.count});
    return doverie::Done{};
  });
}

void doverie_links_free(doverie_links* links) {
  free_handle(links);
}
