// SPDX-License-Identifier: Apache-2.0
// How does C send by the host's gateway?
package doverie;

import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.SmsCallbacksStruct;
import doverie.raw.Values;

/** A sender of the host's, as C calls it. */
final class HostSms {
  private static final SmsCallbacksStruct.Send SEND = (self, messageId, to, text, sink) -> Callbacks.<SmsSender>run(self, host -> {
    SmsOutcome outcome = host.send(Values.text(messageId), Values.text(to), Values.text(text));
    Calls.done((out, error) -> Raw.doverie_sms_answer(sink, outcome.number(), error));
  });
  private static final SmsCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private HostSms() {}

  static long make(SmsSender host) {
    try (Frame frame = Frame.open()) {
      SmsCallbacksStruct callbacks = new SmsCallbacksStruct(frame).send(SEND).destroy(DESTROY);
      return Calls.made((out, error) -> Raw.doverie_host_sms_new(callbacks.address(), Callbacks.self(host), out, error));
    }
  }
}
