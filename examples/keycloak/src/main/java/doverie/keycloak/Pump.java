// SPDX-License-Identifier: Apache-2.0
// Who sends codes and notices? A thread for each realm: after a command at once, and from time to time.
package doverie.keycloak;

import doverie.DoverieException;
import doverie.PumpReport;
import doverie.Service;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Pumps until it is closed, which closes the service, too. Messages are leased: any number of nodes may pump. */
final class Pump implements AutoCloseable, Runnable {
  private static final Logger LOG = Logger.getLogger(Pump.class);

  private final Service service;
  private final Semaphore due = new Semaphore(1);
  private final Thread thread;
  private volatile boolean ended;

  Pump(Service service, String realm) {
    this.service = service;
    thread = new Thread(this, "doverie-pump-" + realm);
    thread.setDaemon(true);
    thread.setContextClassLoader(Pump.class.getClassLoader());
    thread.start();
  }

  void wake() {
    if (due.availablePermits() == 0) due.release();
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        due.tryAcquire(2, TimeUnit.SECONDS);
        if (!ended) tell(service.pump());
      } catch (InterruptedException stop) {
        return;
      } catch (DoverieException error) {
        LOG.warnf("codes and notices wait: %s", error.getMessage());
      }
    }
  }

  private static void tell(PumpReport report) {
    report.fault().ifPresent(fault -> LOG.warnf("a message waits: %s", fault.getMessage()));
    report.thrown().ifPresent(thrown -> LOG.warn("a message waits", thrown));
  }

  @Override
  public void close() {
    ended = true;
    due.release();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    service.close();
  }
}
