// SPDX-License-Identifier: Apache-2.0
//
// A trial decision over the same world, and what makes two answers differ.
#include "core/operation/shadow.h"

#include <exception>

#include "core/decisions/command_rows.h"
#include "core/decisions/decide.h"
#include "core/operation/answer_codec.h"

namespace doverie {

namespace {

// The world goes by the shadow's policies for as long as this lives.
class Trial {
 public:
  explicit Trial(World& world) : world_(world) { world_.try_policies(&*world.settings().shadow); }
  ~Trial() { world_.try_policies(nullptr); }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

 private:
  World& world_;
};

Result<Answer> decide_on_trial(const Command& command, const World& world, const CommandMeta& meta,
                               std::string_view randomness) {
  const auto wanted = subjects(command, world);
  if (!wanted) return wanted.as<Answer>();
  if (!world.missing(*wanted).empty()) return Fault{FaultCode::internal, "needs more than was loaded"};
  Draft draft(world, meta, randomness);
  auto answer = decide(command, world, draft);
  if (world.fault()) return *world.fault();  // of a host's rule: the real decision is made already
  return answer;
}

// No exception of a host's key ring may do what no fault may.
Result<Answer> shadow_answer(const Command& command, const World& world, const CommandMeta& meta,
                             std::string_view randomness) {
  try {
    return decide_on_trial(command, world, meta, randomness);
  } catch (const std::exception& exception) {
    return Fault{FaultCode::internal, exception.what()};
  }
}

std::vector<Reason> reasons_of(const Result<Answer>& answer) {
  return answer.rejected() ? answer.rejection().reasons : std::vector<Reason>();
}

std::optional<StartStatus> status_of(const Result<Answer>& answer) {
  const auto* started = answer ? std::get_if<RecoveryStarted>(&*answer) : nullptr;
  return started ? std::optional(started->status) : std::nullopt;
}

// Ids are of the same random bytes, so that answers differ in what the policy made of them, and in nothing else.
std::optional<ShadowKind> compare(const Result<Answer>& real, const Result<Answer>& shadow) {
  if (shadow.faulted()) return ShadowKind::failed;
  if (real.ok() && shadow.rejected()) return ShadowKind::refused;
  if (real.rejected() && shadow.ok()) return ShadowKind::allowed;
  if (status_of(real) == status_of(shadow) && encode(real) == encode(shadow)) return std::nullopt;
  return real.ok() ? ShadowKind::other_answer : ShadowKind::other_reasons;
}

}  // namespace

std::string_view name_of(ShadowKind kind) {
  constexpr std::string_view kNames[] = {"refused", "allowed", "other_reasons", "other_answer", "failed"};
  return kNames[static_cast<std::size_t>(kind) - 1];
}

std::optional<ShadowDifference> ask_shadow(const Command& command, World& world, const CommandMeta& meta,
                                           std::string_view randomness, const Result<Answer>& real) {
  const std::string policy = world.policy().id;
  const Trial trial(world);
  const auto shadow = shadow_answer(command, world, meta, randomness);
  const auto kind = compare(real, shadow);
  if (!kind) return std::nullopt;
  return ShadowDifference{*kind,
                          std::string(row_of(command).name),
                          *meta.command_id,
                          policy,
                          world.policy().id,
                          reasons_of(real),
                          reasons_of(shadow),
                          status_of(real),
                          status_of(shadow),
                          shadow.faulted() ? shadow.fault().message : std::string()};
}

}  // namespace doverie
