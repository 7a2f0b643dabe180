// SPDX-License-Identifier: Apache-2.0
// May any number of threads use a service, and close it?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import story.OwnStore;

class ThreadsTest {
  private static final int THREADS = 16;

  private static <T> List<T> together(ExecutorService pool, Callable<T> each) throws Exception {
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < THREADS; ++i) futures.add(pool.submit(each));
    List<T> all = new ArrayList<>();
    for (Future<T> future : futures) all.add(future.get());
    return all;
  }

  private static void ask(ExecutorService pool, Store store) throws Exception {
    AtomicInteger next = new AtomicInteger();
    try (World world = new World(store, null, more -> more)) {
      List<Integer> done = together(pool, () -> {
        for (int round = 0; round < 20; ++round) {
          String id = "account-" + next.getAndIncrement();
          world.accounts.put(id, World.person("Ольга", "1980-09-30", "+7905765" + (1000 + next.get())).build());
          world.service.trustor(id).invite("Иван", "+79161234567");
          assertEquals(1, world.service.trustor(id).cabinet().invitations().size());
        }
        return 20;
      });
      assertEquals(THREADS * 20, done.stream().mapToInt(Integer::intValue).sum());
      assertEquals(20, world.service.contact("ivan").cabinet().invitations().size());
    }
  }

  @Test
  void sixteenOfThem() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      ask(pool, Store.memory());
      ask(pool, Store.of(new OwnStore()));
    } finally {
      pool.shutdown();
    }
  }

  /** JDK 21 and later. */
  @Test
  void virtualOnesWhereTheJdkHasThem() throws Exception {
    ExecutorService pool;
    try {
      pool = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | InvocationTargetException none) {
      Assumptions.abort("not run: Java's virtual threads, which come with JDK 21");
      return;
    }
    ask(pool, Store.of(new OwnStore()));
    pool.shutdown();
  }

  @Test
  void closingWhileOthersAsk() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < 20; ++round) {
        World world = new World();
        CountDownLatch begun = new CountDownLatch(THREADS);
        Thread closing = new Thread(() -> {
          try {
            begun.await();
          } catch (InterruptedException none) {
            return;
          }
          world.service.close();
        });
        closing.start();
        List<Boolean> ended = together(pool, () -> {
          begun.countDown();
          try {
            while (true) world.service.trustor("maria").cabinet();
          } catch (IllegalStateException closed) {
            return true;
          }
        });
        assertTrue(ended.stream().allMatch(Boolean::booleanValue));
        closing.join();
        world.close();
      }
    } finally {
      pool.shutdown();
    }
  }

  /** Threads of the library's own call the host's. */
  @Test
  void aRunnerPumps() throws Exception {
    AtomicInteger reports = new AtomicInteger();
    CountDownLatch told = new CountDownLatch(1);
    try (World world = new World(more -> more.notifier((id, notice) -> {
      told.countDown();
      return true;
    })); PumpRunner runner = PumpRunner.start(world.service, java.time.Duration.ofMillis(20), report -> reports.incrementAndGet())) {
      world.appointed();
      runner.wake();
      assertTrue(told.await(20, java.util.concurrent.TimeUnit.SECONDS));
    }
    assertTrue(reports.get() > 0);
  }
}
