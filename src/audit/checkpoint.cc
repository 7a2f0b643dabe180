// SPDX-License-Identifier: Apache-2.0
//
// Writing a checkpoint's one spelling. Reading writes it again, and compares.
#include "audit/checkpoint.h"

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/bytes/json.h"

namespace doverie::audit {
namespace {

constexpr std::string_view kFormat = "doverie checkpoint 1";
// So that nothing else that this key ever signs can be taken for a checkpoint.
constexpr std::string_view kSigned = "doverie checkpoint signature 1";

std::string text_in(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.member(name);
  return member && member->string() ? std::string(*member->string()) : std::string();
}

std::uint64_t number_in(const JsonValue& object, std::string_view name) {
  const JsonValue* member = object.member(name);
  return member && member->integer() ? static_cast<std::uint64_t>(*member->integer()) : 0;
}

Fault not_a_checkpoint(const std::string& why) {
  return Fault{FaultCode::invalid_argument, "checkpoint: the text is not one that make_checkpoint() gave: " + why};
}

// Lenient: what is missing becomes empty, and then the spelling differs.
Checkpoint read_members(const JsonValue& root) {
  Checkpoint read{.number = number_in(root, "number"),
                  .previous = text_in(root, "previous"),
                  .at = instant_from_iso(text_in(root, "at")).value_or(Instant{}),
                  .epoch = number_in(root, "epoch"),
                  .cursor = text_in(root, "cursor")};
  const JsonValue* heads = root.member("heads");
  if (!heads || !heads->array()) return read;
  for (const JsonValue& head : *heads) {
    read.heads.push_back({text_in(head, "stream"), number_in(head, "version"), text_in(head, "seal")});
  }
  return read;
}

}  // namespace

std::string unsigned_text(const Checkpoint& checkpoint) {
  JsonWriter json;
  json.begin_object().field("format", kFormat).field("number", checkpoint.number).field("previous", checkpoint.previous);
  json.field("at", checkpoint.at).field("epoch", checkpoint.epoch).field("cursor", checkpoint.cursor);
  json.key("heads").begin_array();
  for (const Head& head : checkpoint.heads) {
    json.begin_object().field("stream", head.stream).field("version", head.version).field("seal", head.seal).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string signed_bytes(const Checkpoint& checkpoint) {
  return length_prefixed({kSigned, unsigned_text(checkpoint)});
}

std::string text_of(const SignedCheckpoint& checkpoint) {
  std::string text = unsigned_text(checkpoint.checkpoint);
  text.pop_back();
  return text + ",\"signature\":\"" + hex(checkpoint.signature) + "\"}";
}

Result<SignedCheckpoint> read_checkpoint(std::string_view text) {
  const auto document = parse_json(text);
  if (!document) return not_a_checkpoint(document.fault().message);
  const auto signature = unhex(text_in(document->root(), "signature"));
  if (!signature) return not_a_checkpoint("its signature is not hex");
  SignedCheckpoint read{read_members(document->root()), *signature};
  if (text_of(read) != text) return not_a_checkpoint("its spelling is another");
  return read;
}

std::string digest_of(std::string_view text) {
  return hex(view(sha256(text)));
}

}  // namespace doverie::audit
