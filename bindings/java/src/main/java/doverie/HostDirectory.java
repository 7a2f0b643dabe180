// SPDX-License-Identifier: Apache-2.0
// How does C ask the host's accounts?
package doverie;

import doverie.raw.DirectoryCallbacksStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.util.Optional;

/** A directory of the host's, as C calls it. */
final class HostDirectory extends Directory {
  private static final DirectoryCallbacksStruct.Find FIND = (self, account, sink) -> Callbacks.<AccountDirectory>run(self,
      host -> answer(host, Values.text(account), sink));
  private static final DirectoryCallbacksStruct.Mark MARK = (self, account, sink) -> Callbacks.<AccountDirectory>run(self, host -> {
    if (host.hasNoContact(Values.text(account))) Raw.doverie_mark_no_contact(sink, 0);
  });
  private static final DirectoryCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  HostDirectory(AccountDirectory host) {
    super(make(host));
  }

  private static long make(AccountDirectory host) {
    long tells = host.tells().stream().mapToLong(told -> told.bit).sum();
    try (Frame frame = Frame.open()) {
      DirectoryCallbacksStruct callbacks = new DirectoryCallbacksStruct(frame).find(FIND).mark(MARK).destroy(DESTROY).tells(tells);
      return Calls.made((out, error) -> Raw.doverie_host_directory_new(callbacks.address(), Callbacks.self(host), out, error));
    }
  }

  private static void answer(AccountDirectory host, String account, long sink) throws Exception {
    Optional<Account> found;
    try {
      found = host.find(account);
    } catch (Fault fault) {
      if (fault.code() != FaultCode.DIRECTORY_UNAVAILABLE) throw fault;
      Raw.doverie_facts_unavailable(sink, Values.text(fault.getMessage()), 0);
      return;
    }
    if (found.isEmpty()) Raw.doverie_facts_missing(sink, 0);
    else found(found.get(), account, sink);
  }

  private static void found(Account account, String asked, long sink) {
    Calls.done((out, error) -> Raw.doverie_facts_found(sink, account.facts(Frame.current(), asked).address(), error));
  }
}
