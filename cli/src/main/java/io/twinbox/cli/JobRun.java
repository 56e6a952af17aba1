package io.twinbox.cli;

import io.twinbox.admin.Act;
import io.twinbox.admin.Count;
import io.twinbox.admin.Job;
import io.twinbox.admin.JobRequest;
import io.twinbox.jdbc.JdbcAdmin;
import java.io.PrintWriter;
import java.util.UUID;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Begins a job or goes on with one, and tells how far it is. */
final class JobRun {
  private final CommandSpec spec;
  private final boolean json;

  JobRun(CommandSpec spec, boolean json) {
    this.spec = spec;
    this.json = json;
  }

  /** Counts first: what changes much is asked for in so many words. */
  int run(JdbcAdmin admin, JobRequest request, Act act, boolean dryRun, boolean yes) {
    Told told = Told.to(spec);
    if (dryRun || !yes) {
      Count count = admin.jobs().dryRun(request);
      String many = (count.precision() == Count.Precision.EXACT ? "" : "at least ") + count.value();
      if (!dryRun) {
        throw new ParameterException(
            spec.commandLine(), "This is about " + many + " entries: add --yes, or --dry-run");
      }
      if (json) {
        told.json(count);
      } else {
        told.line(many + " entries");
      }
      return ExitCode.OK;
    }
    return toEnd(admin, admin.jobs().start(request, act).id());
  }

  int toEnd(JdbcAdmin admin, UUID id) {
    Told told = Told.to(spec);
    PrintWriter err = spec.commandLine().getErr();
    Job job = admin.jobs().advance(id);
    while (job.state() == Job.State.RUNNING) {
      err.printf("job %s: %d done, %.0f %%%n", id, job.done(), job.looked() * 100);
      err.flush();
      job = admin.jobs().advance(id);
    }
    if (json) {
      told.json(job);
    } else {
      told.job(job);
    }
    return job.state() == Job.State.DONE && job.passed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
