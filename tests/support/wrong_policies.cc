// SPDX-License-Identifier: Apache-2.0
//
// Reads the rows, and makes of each the document that it is about.
#include "support/wrong_policies.h"

#include <simdjson.h>

#include <algorithm>
#include <stdexcept>

namespace doverie::testing {

namespace {

using simdjson::dom::element;

std::string with_quotes(std::string_view text) {
  std::string quoted(text);
  std::replace(quoted.begin(), quoted.end(), '\'', '"');
  return quoted;
}

std::string text_at(element row, std::string_view key) {
  return with_quotes(row[key].get_string().value());
}

std::string replaced(std::string document, const std::string& from, const std::string& to) {
  const auto at = document.find(from);
  if (at == std::string::npos) throw std::runtime_error(from + " is not in the document");
  return document.replace(at, from.size(), to);
}

std::string changed(std::string document, element replacements) {
  const simdjson::dom::array listed = replacements.get_array().value();
  for (const element pair : listed) {
    document =
        replaced(document, with_quotes(pair.at(0).get_string().value()), with_quotes(pair.at(1).get_string().value()));
  }
  return document;
}

void read_documents(element row, const std::string& base, WrongPolicy& wrong) {
  element policies;
  if (row["text"].is_string()) {
    wrong.documents.push_back(text_at(row, "text"));
  } else if (row["from"].is_string()) {
    wrong.documents.push_back(replaced(base, text_at(row, "from"), text_at(row, "to")));
  } else {
    const bool schedule = row["schedule"].get(policies) == simdjson::SUCCESS;
    if (!schedule) policies = row["service"].value();
    wrong.how = schedule ? WrongPolicy::Refused::as_schedule : WrongPolicy::Refused::by_service;
    const simdjson::dom::array listed = policies.get_array().value();
    for (const element policy : listed) wrong.documents.push_back(changed(base, policy));
  }
}

}  // namespace

std::vector<WrongPolicy> wrong_policies(const std::string& base) {
  simdjson::dom::parser parser;
  std::vector<WrongPolicy> rows;
  const simdjson::dom::array listed = parser.load(DOVERIE_VECTORS_DIR "/wrong_policies.json")["rows"].get_array().value();
  for (const element row : listed) {
    WrongPolicy wrong{.name = text_at(row, "name")};
    wrong.path = text_at(row, "path"), wrong.value = text_at(row, "value"), wrong.allowed = text_at(row, "allowed");
    read_documents(row, base, wrong);
    rows.push_back(std::move(wrong));
  }
  return rows;
}

}  // namespace doverie::testing
