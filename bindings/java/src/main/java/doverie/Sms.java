// SPDX-License-Identifier: Apache-2.0
// Which senders of SMS come with the library?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.Frame;
import doverie.raw.HttpLimitsStruct;
import doverie.raw.KannelOptionsStruct;
import doverie.raw.Raw;
import doverie.raw.RawSenders;
import java.nio.file.Path;

/** A sender of SMS: one of those that ship, or the host's own. */
public final class Sms extends Handle {
  private Sms(long pointer) {
    super(pointer, Raw::doverie_sms_sender_free);
  }

  /** Of the host's own. */
  public static Sms of(SmsSender host) {
    return new Sms(HostSms.make(host));
  }

  /** For development: appends a line for each SMS to the file. It shows codes. */
  public static Sms file(Path path) {
    return new Sms(Calls.made((out, error) -> Raw.doverie_file_sms_new(text(path.toString()), out, error)));
  }

  /** For development: prints each SMS. It shows codes. */
  public static Sms console() {
    return new Sms(Calls.made(Raw::doverie_console_sms_new));
  }

  /**
   * Kannel's smsbox; needs libcurl on the machine.
   *
   * @param url of its sendsms
   * @param from the sender that the phone shows
   */
  public static Sms kannel(String url, String username, String password, String from) {
    return sender(Calls.made((out, error) -> RawSenders.doverie_gateway_kannel(new KannelOptionsStruct(Frame.current()).url(url)
        .username(username).password(password).from(from).address(), 0, out, error)));
  }

  /** A gateway over HTTP that a document describes (docs/guide/gateways.md); needs libcurl on the machine. */
  public static Sms gateway(String document) {
    return sender(Calls.made((out, error) -> RawSenders.doverie_gateway_http(text(document),
        new HttpLimitsStruct(Frame.current()).address(), out, error)));
  }

  private static Sms sender(long gateway) {
    try {
      return new Sms(Calls.made((out, error) -> RawSenders.doverie_gateway_sms(gateway, out, error)));
    } finally {
      RawSenders.doverie_gateway_free(gateway);
    }
  }
}
