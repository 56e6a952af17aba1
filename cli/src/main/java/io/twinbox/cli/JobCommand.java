package io.twinbox.cli;

import io.twinbox.admin.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twinbox job list | show | resume | cancel}. */
@Command(name = "job", description = "Retries, discards and replays of many entries.")
final class JobCommand implements Runnable {
  private static final int LISTED = 50;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name one of list, show, resume, cancel");
  }

  @Command(name = "list", description = "The latest jobs.")
  int list(@Mixin AdminOptions options) {
    List<Job> jobs = options.admin().jobs().latest(LISTED);
    Told told = Told.to(spec);
    if (options.json) {
      told.json(jobs);
    } else {
      jobs.forEach(told::job);
    }
    return ExitCode.OK;
  }

  @Command(name = "show", description = "How far a job is.")
  int show(
      @Mixin AdminOptions options,
      @Parameters(paramLabel = "ID", description = "The job.") UUID id) {
    Optional<Job> job = options.admin().jobs().find(id);
    if (job.isEmpty()) {
      spec.commandLine().getErr().println("twinbox: There is no job " + id);
      spec.commandLine().getErr().flush();
      return ExitCode.SOFTWARE;
    }
    Told told = Told.to(spec);
    if (options.json) {
      told.json(job.get());
    } else {
      told.job(job.get());
    }
    return ExitCode.OK;
  }

  @Command(name = "resume", description = "Goes on with a job that was interrupted.")
  int resume(
      @Mixin AdminOptions options,
      @Parameters(paramLabel = "ID", description = "The job.") UUID id) {
    return new JobRun(spec, options.json).toEnd(options.admin(), id);
  }

  @Command(name = "cancel", description = "Ends a job; what was done stays done.")
  int cancel(
      @Mixin AdminOptions options,
      @Mixin AdminOptions.Acting acting,
      @Parameters(paramLabel = "ID", description = "The job.") UUID id) {
    boolean cancelled = options.admin().jobs().cancel(id, acting.act());
    Told told = Told.to(spec);
    if (options.json) {
      told.json(Map.of("changed", cancelled));
    } else {
      told.line(cancelled ? "cancelled" : "had ended already");
    }
    return ExitCode.OK;
  }
}
