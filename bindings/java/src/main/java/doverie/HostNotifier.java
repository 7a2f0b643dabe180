// SPDX-License-Identifier: Apache-2.0
// How does C tell people by the host's notifier?
package doverie;

import doverie.raw.Frame;
import doverie.raw.NamedValueStruct;
import doverie.raw.NotifierCallbacksStruct;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.util.Map;
import java.util.TreeMap;

/** A notifier of the host's, as C calls it. */
final class HostNotifier extends Handle {
  private static final NotifierCallbacksStruct.Notify NOTIFY = (self, messageId, notice, sink) -> Callbacks.<Notifier>run(self, host -> {
    if (host.deliver(Values.text(messageId), read(notice))) Raw.doverie_notice_delivered(sink, 0);
  });
  private static final NotifierCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  HostNotifier(Notifier host) {
    super(make(host), Raw::doverie_notifier_free);
  }

  private static long make(Notifier host) {
    try (Frame frame = Frame.open()) {
      NotifierCallbacksStruct callbacks = new NotifierCallbacksStruct(frame).notify(NOTIFY).destroy(DESTROY);
      return Calls.made((out, error) -> Raw.doverie_host_notifier_new(callbacks.address(), Callbacks.self(host), out, error));
    }
  }

  private static Notifier.Notice read(long notice) {
    Map<String, String> parameters = new TreeMap<>();
    long count = Raw.doverie_notice_parameter_count(notice);
    NamedValueStruct at = new NamedValueStruct(Frame.current());
    for (long index = 0; index < count; ++index) {
      Raw.doverie_notice_parameter_at(notice, index, at.address(), 0);
      parameters.put(at.name(), at.value());
    }
    return new Notifier.Notice(Values.text(Raw.doverie_notice_account(notice)), NoticeKind.of(Raw.doverie_notice_kind(notice)),
        Values.text(Raw.doverie_notice_name(notice)), Map.copyOf(parameters));
  }
}
