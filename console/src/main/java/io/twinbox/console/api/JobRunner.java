package io.twinbox.console.api;

import io.twinbox.admin.Act;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.http.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works off the jobs of the databases, one thread each, part by part in turn. It looks for what is
 * not done when it starts and every half minute, so a job goes on wherever a console runs, whoever
 * began it and however he ended. Thread-safe.
 */
public final class JobRunner implements SmartLifecycle {
  private static final long LOOK_SECONDS = 30;
  private static final long AFTER_FAILURE_SECONDS = 5;
  private static final int ACCEPTED = 202;

  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final List<ConsoleDatabase> databases;

  /** A permit says that there is something to do. */
  private final Map<String, Semaphore> wakes = new ConcurrentHashMap<>();

  private final List<Thread> threads = new ArrayList<>();

  public JobRunner(Collection<ConsoleDatabase> databases) {
    this.databases = List.copyOf(databases);
    databases.forEach(database -> wakes.put(database.name(), new Semaphore(0)));
  }

  /** Begins a job: the answer says where it stands now. */
  Reply begin(ConsoleDatabase database, JobRequest request, Act act) {
    Job job = database.jobs().start(request, act);
    Semaphore wake = wakes.get(database.name());
    if (wake != null) {
      wake.release();
    }
    return Reply.json(ACCEPTED, job);
  }

  private void work(ConsoleDatabase database, Semaphore wake) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean more = advanceEach(database);
        if (!more && wake.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.warn("Jobs wait database:{} cause:{}", database.name(), e.toString());
        pause();
      }
    }
  }

  private static boolean advanceEach(ConsoleDatabase database) {
    boolean more = false;
    for (Job job : database.jobs().unfinished()) {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      more |= database.jobs().advance(job.id()).state() == Job.State.RUNNING;
    }
    return more;
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(AFTER_FAILURE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void start() {
    if (threads.isEmpty()) {
      for (ConsoleDatabase database : databases) {
        Semaphore wake = wakes.getOrDefault(database.name(), new Semaphore(0));
        Thread thread =
            new Thread(() -> work(database, wake), "twinbox-console-jobs-" + database.name());
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
      }
    }
  }

  /** A part that is under way is rolled back or committed; another console goes on from there. */
  @Override
  public synchronized void stop() {
    threads.forEach(Thread::interrupt);
    threads.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !threads.isEmpty();
  }
}
