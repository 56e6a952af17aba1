package io.twinbox.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All threads of one consumer: one polls, one handles chunks, and the workers handle stored
 * records. Daemons.
 */
final class InboxThreads {
  private static final Logger LOG = LoggerFactory.getLogger(InboxThreads.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration AFTER_ESCAPE = Duration.ofSeconds(1);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

  /** A line of steps. */
  private interface Line {
    Duration step();

    boolean ended();
  }

  private final String name;
  private final InboxEngine engine;
  private final List<Thread> handling = new ArrayList<>();
  private final CountDownLatch ending = new CountDownLatch(1);
  private Thread poll = new Thread();
  private volatile boolean pollOn = true;
  private boolean started;

  InboxThreads(String name, InboxEngine engine) {
    this.name = name;
    this.engine = engine;
  }

  synchronized void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("inbox " + name + " runs by itself, or was closed");
    }
  }

  synchronized void start() {
    requireNotStarted();
    started = true;
    poll = thread("poll", this::poll);
    handling.add(thread("handle", this::handle));
    for (int i = 0; i < engine.workers(); i++) {
      int worker = i;
      handling.add(thread("work-" + i, () -> work(worker)));
    }
    poll.start();
    handling.forEach(Thread::start);
  }

  private void poll() {
    while (pollOn && !Thread.currentThread().isInterrupted()) {
      pause(escape(() -> engine.read(POLL)));
    }
    escape(
        () -> {
          engine.leave();
          return Duration.ZERO;
        });
  }

  private void handle() {
    run(
        new Line() {
          @Override
          public Duration step() {
            return engine.handle();
          }

          @Override
          public boolean ended() {
            return engine.handlingEnded();
          }
        });
  }

  private void work(int worker) {
    run(
        new Line() {
          @Override
          public Duration step() {
            return engine.work(worker);
          }

          @Override
          public boolean ended() {
            return engine.workEnded(worker);
          }
        });
  }

  private void run(Line line) {
    boolean chunks = Thread.currentThread() == handling.get(0);
    while (!line.ended() && !Thread.currentThread().isInterrupted()) {
      Duration wait = escape(line::step);
      if (chunks && engine.handlingIdle()) {
        awaitRecords(wait);
      } else {
        pause(wait);
      }
    }
  }

  /** A step deals with all that goes wrong; what escapes it must not end the line unnoticed. */
  private Duration escape(Supplier<Duration> step) {
    try {
      return step.get();
    } catch (RuntimeException | Error e) {
      LOG.error("A step of the inbox failed consumer:{}", name, e);
      return AFTER_ESCAPE;
    }
  }

  private void awaitRecords(Duration longest) {
    try {
      engine.awaitRecords(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; when the consumer is closed no longer than an instant. */
  private void pause(Duration time) {
    if (time.isZero()) {
      return;
    }
    try {
      if (ending.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        TimeUnit.MILLISECONDS.sleep(Math.min(10, time.toMillis() + 1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets everything in hand be settled within the time, then ends all. */
  void stop(Duration timeout) {
    synchronized (this) {
      if (!started) {
        started = true;
        engine.stop();
        engine.leave();
        return;
      }
    }
    engine.stop();
    ending.countDown();
    boolean interrupted = !join(handling, timeout);
    if (handling.stream().anyMatch(Thread::isAlive)) {
      engine.abandon();
      handling.forEach(Thread::interrupt);
      interrupted |= !join(handling, AFTER_INTERRUPT);
    }
    pollOn = false;
    engine.wake();
    interrupted |= !join(List.of(poll), timeout);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end of all; false if this thread was interrupted meanwhile. */
  private static boolean join(List<Thread> threads, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      for (Thread thread : threads) {
        long left = (end - System.nanoTime()) / 1_000_000;
        thread.join(Math.max(1, left)); // zero would wait for ever
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private Thread thread(String role, Runnable task) {
    Thread thread = new Thread(task, "twinbox-inbox-" + role + "-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
