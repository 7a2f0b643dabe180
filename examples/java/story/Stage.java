// SPDX-License-Identifier: Apache-2.0
// What is the story played on? A service whose store, accounts and SMS are the host's own, and a clock that stands still.
package story;

import doverie.Account;
import doverie.AccountDirectory;
import doverie.Clock;
import doverie.Directory;
import doverie.Entropy;
import doverie.KeyRing;
import doverie.Secrets;
import doverie.Service;
import doverie.SmsOutcome;
import doverie.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Made for one telling of the story. */
final class Stage implements AutoCloseable {
  final Map<String, Account> accounts = new HashMap<>();
  final Service service;
  int number;
  private final List<String> sms = new ArrayList<>();
  private final Clock clock = Clock.fake(Person.MORNING);
  private final Entropy entropy = Entropy.fake(0);

  Stage() {
    AccountDirectory own = account -> Optional.ofNullable(accounts.get(account));
    byte[] master = "the story's master key; never use it".getBytes(StandardCharsets.UTF_8);
    try (Store store = Store.of(new OwnStore()); Directory directory = Directory.of(own); KeyRing keys = KeyRing.fromMaster(master)) {
      service = Service.with(store, directory, keys).sms(this::send).clock(clock).entropy(entropy).build();
    }
  }

  private SmsOutcome send(String messageId, String to, String text) {
    sms.add(text);
    return SmsOutcome.ACCEPTED;
  }

  /** Sets the clock, and runs the pump, as hosts do from time to time. */
  void begin(int scene, Instant now) {
    number = scene;
    clock.set(now);
    service.pump();
    entropy.reseed(scene);
  }

  /** The command id of a scene: sent again, it answers the same and has no second effect. */
  String command(int scene) {
    return String.format("story-%02d", scene);
  }

  /** The secret that was made for the recovery begun in a scene. */
  byte[] secret(int scene) {
    try (Entropy of = Entropy.fake(scene)) {
      return Secrets.create(of);
    }
  }

  String sms(int index) {
    return sms.get(index - 1);
  }

  @Override
  public void close() {
    service.close();
    clock.close();
    entropy.close();
  }
}
