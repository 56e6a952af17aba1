package io.twinbox.admin;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What takes longer than a transaction should. A job is a row of the database that says how far it
 * is; each {@link #advance} does the next part and moves that row in the same transaction. So it
 * may be begun by one process and ended by another, at the same time even, and a process that dies
 * loses and repeats nothing. Memory is that of a part, whatever the size of the job. Thread-safe.
 *
 * <p>The database does not advance a job by itself: whoever begins one calls {@link #run}, and
 * whoever starts later looks for those that {@link #unfinished} tells.
 */
public interface AdminJobs {

  /**
   * How many entries a request is about, counted for at most some seconds.
   *
   * @throws IllegalArgumentException if there is no such relay
   */
  Count dryRun(JobRequest request);

  /**
   * Begins a job, with its audit row. With an {@link Act#key} that was used before the job begun
   * then is returned.
   *
   * @throws IllegalArgumentException if there is no such relay
   * @throws KeyReusedException if the key was used for another request
   */
  Job start(JobRequest request, Act act);

  /**
   * Does the next part: at most some thousand entries, one transaction. Does nothing for a job that
   * has ended. Waits while another process does a part of the same job.
   *
   * @throws IllegalArgumentException if there is no such job
   */
  Job advance(UUID id);

  /**
   * Ends a job, with its audit row. What was done stays done.
   *
   * @return false if it had ended already
   * @throws IllegalArgumentException if there is no such job
   */
  boolean cancel(UUID id, Act act);

  /** One job. */
  Optional<Job> find(UUID id);

  /** Jobs that have not ended, oldest first. */
  List<Job> unfinished();

  /**
   * Jobs, latest first.
   *
   * @param limit 1 to 1,000
   */
  List<Job> latest(int limit);

  /**
   * Advances a job until it has ended, or the thread is interrupted.
   *
   * @return how it stands then
   */
  default Job run(UUID id) {
    Job job = advance(id);
    while (job.state() == Job.State.RUNNING && !Thread.currentThread().isInterrupted()) {
      job = advance(id);
    }
    return job;
  }
}
