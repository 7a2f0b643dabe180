// SPDX-License-Identifier: Apache-2.0
// Does a store written in Java keep the contract, and is one that does not found out?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import story.OwnStore;

class ContractTest {
  @Test
  void ownStoreKeepsAllOfIt() {
    Contract.Report report = Contract.run(OwnStore::new);
    assertEquals(0, report.failed(), report.text());
    assertTrue(report.passed() > 50, report.text());
    assertTrue(report.clauses().stream().noneMatch(clause -> clause.outcome() == ClauseOutcome.UNRECOGNIZED));
  }

  /** Forgets what is under lease. */
  private static final class Forgetful implements EventStore {
    private final OwnStore store = new OwnStore();

    @Override
    public ReadResult read(ReadRequest request) {
      return store.read(request);
    }

    @Override
    public Appended append(Batch batch) {
      return store.append(batch);
    }

    @Override
    public List<Leased> lease(String queue, java.time.Instant now, java.time.Duration leaseFor, int limit) {
      return List.of();
    }

    @Override
    public void settle(List<Settlement> settlements) {
      store.settle(settlements);
    }

    @Override
    public List<FeedEntry> feed(String after, int limit) {
      return store.feed(after, limit);
    }
  }

  @Test
  void aStoreThatForgetsIsFoundOut() {
    Contract.Report report = Contract.run(Forgetful::new);
    assertTrue(report.failed() > 0);
    assertTrue(report.clauses().stream().anyMatch(clause -> !clause.explanation().isEmpty()));
  }
}
