// SPDX-License-Identifier: Apache-2.0
// Which texts come with the library for what people are told?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.Frame;
import doverie.raw.NoticeNamesStruct;
import doverie.raw.Raw;
import doverie.raw.Values;

/** What people are told, as texts that come with the library. A host may have its own instead of any of them. */
public final class Texts {
  private Texts() {}

  /**
   * A text for a person.
   *
   * @param subject of a letter; the head of a push or an entry of the cabinet
   * @param body plain, with empty lines between the paragraphs of a letter
   */
  public record Text(String subject, String body) {}

  /**
   * What a text names, as the reader is to see it. Goes in as it is: a host that makes HTML of a text escapes it.
   *
   * @param name whose account it is; needed for contacts, except in a push
   * @param redeemFrom when a waiting period ends
   * @param operation what is to be confirmed; empty: the recovery of a password
   */
  public record Names(String name, String redeemFrom, String operation) {}

  /** The library's text of a notice. */
  public static Text notice(NoticeKind kind, Role reader, Language language, Channel channel, Names names) {
    long made = Calls.made((out, error) -> Raw.doverie_notice_text_new(kind.number(), reader.number(), language.number(),
        channel.number(), struct(names).address(), out, error));
    try {
      return new Text(Values.text(Raw.doverie_notice_text_subject(made)), Values.text(Raw.doverie_notice_text_body(made)));
    } finally {
      Raw.doverie_notice_text_free(made);
    }
  }

  private static NoticeNamesStruct struct(Names names) {
    return new NoticeNamesStruct(Frame.current()).name(names.name()).redeemFrom(names.redeemFrom()).operation(names.operation());
  }

  /** Words for one of Operation, as a noun; empty for one of the host's own. */
  public static String operation(String operation, Language language) {
    Frame frame = Frame.open();
    try {
      return Values.text(Raw.doverie_operation_text(text(operation), language.number()));
    } finally {
      frame.close();
    }
  }

  /** How a request stands and what the reader can do now; empty when it is not shown to this reader. */
  public static String state(RequestState state, Viewer viewer, Language language) {
    return state(Vocabulary.REQUEST_STATE, state.number(), viewer, language);
  }

  /** The same of a start. */
  public static String state(StartStatus state, Viewer viewer, Language language) {
    return state(Vocabulary.START_STATUS, state.number(), viewer, language);
  }

  /** The same of anything that the library has states of, by number. */
  public static String state(Vocabulary vocabulary, int state, Viewer viewer, Language language) {
    return Values.text(Raw.doverie_state_text(vocabulary.number(), state, viewer.number(), language.number()));
  }

  /** The text of an SMS with a code, with {code} in it. */
  public static String sms(Language language) {
    return Values.text(Raw.doverie_sms_text(language.number()));
  }
}
