package io.twinbox.inbox;

import io.twinbox.engine.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All threads of one consumer: one polls, one handles chunks, one decodes ahead of it, and the
 * workers handle stored records. Daemons.
 *
 * <p>No line is ended by an interrupt, for it may come from anywhere: a handler that interrupts its
 * own thread, say. What ends a line is asked before each step.
 */
final class InboxThreads {
  private static final Logger LOG = LoggerFactory.getLogger(InboxThreads.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration AFTER_ESCAPE = Duration.ofSeconds(1);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

  private final String name;
  private final InboxEngine engine;
  private final ThreadFactory handlerThreads;
  private final List<Thread> handling = new ArrayList<>();

  /** One for each line that handles: ends its pause when the consumer is closed. */
  private final List<Signal> closing = new ArrayList<>();

  /** Ends the pause of the line that polls when nothing is handled any longer. */
  private final Signal pollEnds = new Signal();

  private Thread poll = new Thread();
  private Thread decode = new Thread();
  private volatile boolean pollOn = true;
  private boolean started;

  /**
   * Starts none yet.
   *
   * @param handlerThreads makes those of the lines that handle
   */
  InboxThreads(String name, InboxEngine engine, ThreadFactory handlerThreads) {
    this.name = name;
    this.engine = engine;
    this.handlerThreads = handlerThreads;
  }

  synchronized void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("inbox " + name + " runs by itself, or was closed");
    }
  }

  synchronized void start() {
    requireNotStarted();
    started = true;
    poll = thread(Thread::new, "poll", this::poll);
    addHandling("handle", this::handle);
    for (int i = 0; i < engine.workers(); i++) {
      int worker = i;
      addHandling("work-" + i, closed -> work(worker, closed));
    }
    decode = thread(Thread::new, "decode", this::decode);
    poll.start();
    decode.start();
    handling.forEach(Thread::start);
  }

  private void addHandling(String role, Consumer<Signal> line) {
    Signal closed = new Signal();
    closing.add(closed);
    handling.add(thread(handlerThreads, role, () -> line.accept(closed)));
  }

  private void poll() {
    try {
      while (pollOn && !engine.halted()) {
        pause(pollEnds, escape(() -> engine.read(POLL)));
      }
    } finally {
      engine.leave();
    }
  }

  private void decode() {
    while (pollOn && !engine.halted()) {
      try {
        engine.decodeAhead(POLL);
      } catch (InterruptedException e) {
        LOG.debug("Interrupted consumer:{}", name);
      }
    }
  }

  private void handle(Signal closed) {
    while (!engine.handlingEnded()) {
      Duration wait = escape(engine::handle);
      if (engine.handlingIdle()) {
        awaitRecords(wait);
      } else {
        pause(closed, wait);
      }
    }
  }

  private void work(int worker, Signal closed) {
    while (!engine.workEnded(worker)) {
      pause(closed, escape(() -> engine.work(worker)));
    }
  }

  /** A step deals with all that goes wrong; what escapes it must not end the line unnoticed. */
  private Duration escape(Supplier<Duration> step) {
    try {
      return step.get();
    } catch (VirtualMachineError e) {
      engine.halt(e);
      return Duration.ZERO;
    } catch (Throwable e) {
      LOG.error("A step of the inbox failed consumer:{}", name, e);
      return AFTER_ESCAPE;
    } finally {
      Thread.interrupted(); // it would disturb the next step, and the step after that
    }
  }

  private void awaitRecords(Duration longest) {
    try {
      engine.awaitRecords(longest);
    } catch (InterruptedException e) {
      LOG.debug("Interrupted consumer:{}", name);
    }
  }

  /**
   * Waits, unless there is news of the end. What is in hand then is tried again when its time has
   * come, closing or not: a database that is down does not come back sooner for being asked.
   */
  private void pause(Signal end, Duration time) {
    if (time.isZero()) {
      return;
    }
    try {
      end.await(time);
    } catch (InterruptedException e) {
      LOG.debug("Interrupted consumer:{}", name);
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
    closing.forEach(Signal::raise);
    boolean interrupted = !join(handling, timeout);
    if (handling.stream().anyMatch(Thread::isAlive)) {
      engine.abandon();
      handling.forEach(Thread::interrupt);
      interrupted |= !join(handling, AFTER_INTERRUPT);
    }
    pollOn = false;
    pollEnds.raise();
    engine.wake();
    decode.interrupt();
    interrupted |= !join(List.of(poll, decode), timeout);
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

  private Thread thread(ThreadFactory factory, String role, Runnable line) {
    Thread thread = factory.newThread(() -> guard(line));
    thread.setName("twinbox-inbox-" + role + "-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** A line that died must be seen: the others would go on as if nothing was missing. */
  private void guard(Runnable line) {
    try {
      line.run();
    } catch (Throwable e) {
      engine.halt(e);
    }
  }
}
