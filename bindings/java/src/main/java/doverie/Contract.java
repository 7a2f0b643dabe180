// SPDX-License-Identifier: Apache-2.0
// Does a store of the host's own keep the contract?
package doverie;

import doverie.raw.ContractClauseStruct;
import doverie.raw.ContractCountsStruct;
import doverie.raw.ContractOptionsStruct;
import doverie.raw.Frame;
import doverie.raw.RawTesting;
import doverie.raw.StoreMakerCallbacksStruct;
import doverie.raw.Values;
import java.util.List;

/** Runs the contract of event stores as a test suite: each clause on a store of its own. */
public final class Contract {
  /** Makes the stores that are tested. */
  @FunctionalInterface
  public interface Maker {
    /** A store without anything in it. */
    EventStore make() throws Exception;
  }

  /** Stores whose data outlive them. */
  public interface Reopening extends Maker {
    /** The data of the last make(), opened again: every store on them has been freed. */
    EventStore reopen() throws Exception;
  }

  /** A sentence of the contract, and whether it was kept; explanation: what was expected and what was seen. */
  public record Clause(String name, ClauseOutcome outcome, String sentence, String explanation) {}

  /** What came out; text: all of it for people. */
  public record Report(List<Clause> clauses, String text) {
    public long failed() {
      return clauses.stream().filter(clause -> clause.outcome() == ClauseOutcome.FAILED).count();
    }

    public long passed() {
      return clauses.stream().filter(clause -> clause.outcome() == ClauseOutcome.PASSED).count();
    }
  }

  private static final StoreMakerCallbacksStruct.Make MAKE = (self, sink) -> Callbacks.<Maker>run(self,
      host -> hand(host.make(), sink));
  private static final StoreMakerCallbacksStruct.Reopen REOPEN = (self, sink) -> Callbacks.<Reopening>run(self,
      host -> hand(host.reopen(), sink));
  private static final StoreMakerCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private Contract() {}

  /** The whole suite; it takes some seconds. */
  public static Report run(Maker maker) {
    long report = Calls.made((out, error) -> RawTesting.doverie_run_event_store_contract(callbacks(maker), Callbacks.self(maker),
        new ContractOptionsStruct(Frame.current()).address(), out, error));
    try (Frame frame = Frame.open()) {
      return read(frame, report);
    } finally {
      RawTesting.doverie_contract_report_free(report);
    }
  }

  private static long callbacks(Maker maker) {
    StoreMakerCallbacksStruct callbacks = new StoreMakerCallbacksStruct(Frame.current()).make(MAKE).destroy(DESTROY);
    if (maker instanceof Reopening) callbacks.reopen(REOPEN);
    return callbacks.address();
  }

  private static void hand(EventStore host, long sink) {
    long store = HostStore.make(host);
    Calls.done((out, error) -> RawTesting.doverie_store_made(sink, store, error));
  }

  private static Report read(Frame frame, long report) {
    ContractCountsStruct counts = new ContractCountsStruct(frame);
    Calls.done((out, error) -> RawTesting.doverie_contract_report_get(report, counts.address(), error));
    List<Clause> clauses = Calls.list(counts.clauseCount(), ContractClauseStruct::new,
        (index, out, error) -> RawTesting.doverie_contract_report_clause_at(report, index, out, error),
        at -> new Clause(at.name(), ClauseOutcome.of(at.outcome()), at.sentence(), at.explanation()));
    return new Report(clauses, Values.text(RawTesting.doverie_contract_report_text(report)));
  }
}
