// SPDX-License-Identifier: Apache-2.0
// Which policy is in force on which day?
package doverie;

import static doverie.raw.Values.date;
import static doverie.raw.Values.text;

import doverie.raw.Raw;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Policies, each in force from its date on: what a service has, to be asked by itself. Any thread may use it. */
public final class PolicySchedule extends Handle {
  private PolicySchedule(long pointer) {
    super(pointer, Raw::doverie_policy_schedule_free);
  }

  /** Copies the policies. A Fault says when two begin on the same day or have the same id, or when time zones differ. */
  public static PolicySchedule of(Policy... policies) {
    return Handle.over(List.of(policies), (frame, array) -> new PolicySchedule(Calls.made((out, error) ->
        Raw.doverie_policy_schedule_new(array, policies.length, out, error))));
  }

  /** All of them, the oldest first; the caller closes them. */
  public List<Policy> policies() {
    List<Policy> all = new ArrayList<>();
    long pointer = hold();
    try {
      for (long index = 0; index < Raw.doverie_policy_schedule_count(pointer); ++index) {
        long at = index;
        all.add(new Policy(Calls.made((out, error) -> Raw.doverie_policy_schedule_at(pointer, at, out, error))));
      }
    } finally {
      release();
    }
    return List.copyOf(all);
  }

  /** The policy in force on that day; before the first one's date, the first. */
  public Policy on(LocalDate today) {
    return policy((pointer, out, error) -> Raw.doverie_policy_schedule_on(pointer, date(today), out, error));
  }

  /** The policy that a record was made under, by what it pins. A Fault, POLICY_UNKNOWN, when there is none. */
  public Policy pinned(String id, String contentHash) {
    return policy((pointer, out, error) -> Raw.doverie_policy_schedule_pinned(pointer, text(id), text(contentHash), out, error));
  }

  /** The policy in force on that day as it is for the people of a link that was made under this one. */
  public Policy forLink(LocalDate today, String id, String contentHash) {
    return policy((pointer, out, error) -> Raw.doverie_policy_schedule_for_link(pointer, date(today), text(id), text(contentHash), out,
        error));
  }

  /** Accounts of a thousand that are protected on that day. */
  public int protectedShare(LocalDate today) {
    long pointer = hold();
    try {
      return (int) Calls.made((out, error) -> Raw.doverie_policy_schedule_protected_share(pointer, date(today), out, error));
    } finally {
      release();
    }
  }

  private interface Choice {
    int at(long schedule, long out, long error);
  }

  private Policy policy(Choice choice) {
    long pointer = hold();
    try {
      return new Policy(Calls.made((out, error) -> choice.at(pointer, out, error)));
    } finally {
      release();
    }
  }
}
