// SPDX-License-Identifier: Apache-2.0
// What does the host itself report?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.Raw;
import java.time.Instant;

/** What the host has seen of an account. */
public final class HostSide extends Side<HostSide> {
  HostSide(Service service, String account, String commandId, byte[] context) {
    super(service, account, commandId, context);
  }

  @Override
  HostSide with(String commandId, byte[] context) {
    return new HostSide(service(), account(), commandId, context);
  }

  /** The owner was seen with a verified factor, just now: more than a session that goes on. */
  public void ownerSeen() {
    tell((service, meta, account, out, error) -> Raw.doverie_host_owner_seen(service, meta, account, error));
  }

  /** The owner recovered the account by other means; channel: mfc, bank, …; 1 to 32 of [a-z0-9_-]. */
  public void recoveredByOtherMeans(String channel) {
    tell((service, meta, account, out, error) -> Raw.doverie_host_recovered_by_other_means(service, meta, account, text(channel), error));
  }

  /** The account is no more: its owner has closed it, or has died. */
  public void accountClosed() {
    tell((service, meta, account, out, error) -> Raw.doverie_host_account_closed(service, meta, account, error));
  }

  /** Somebody is in a call; callId: the host's own. */
  public void callBegan(String callId) {
    tell((service, meta, account, out, error) -> Raw.doverie_host_call_began(service, meta, account, text(callId), error));
  }

  public void callEnded(String callId) {
    tell((service, meta, account, out, error) -> Raw.doverie_host_call_ended(service, meta, account, text(callId), error));
  }

  /** The host has seen that the account was changed, at that time, which is not in the future. */
  public void accountChanged(AccountChange what, Instant since) {
    tell((service, meta, account, out, error) -> Raw.doverie_host_account_changed(service, meta, account, what.number(),
        Times.microseconds(since), error));
  }
}
