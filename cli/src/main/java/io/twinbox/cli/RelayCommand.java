package io.twinbox.cli;

import io.twinbox.admin.Act;
import io.twinbox.jdbc.JdbcAdmin;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code twinbox relay pause | resume | handover | pause-topic | resume-topic}. */
@Command(name = "relay", description = "Pauses, resumes and hands over relays, and their topics.")
final class RelayCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name one of pause, resume, handover, pause-topic, resume-topic");
  }

  /** Which relay, and who acts. */
  static final class Which {
    @Mixin private AdminOptions options = new AdminOptions();
    @Mixin private AdminOptions.Acting acting = new AdminOptions.Acting();

    @Parameters(index = "0", paramLabel = "RELAY", description = "The relay.")
    private String relay = "";
  }

  private interface Deed {
    boolean run(JdbcAdmin admin, Act act);
  }

  private int run(Which which, String done, String already, Deed deed) {
    boolean changed = deed.run(which.options.admin(), which.acting.act());
    Told told = Told.to(spec);
    if (which.options.json) {
      told.json(Map.of("changed", changed));
    } else {
      told.line(changed ? done : already);
    }
    return ExitCode.OK;
  }

  @Command(
      name = "pause",
      description = "Lets a relay settle what is in flight and start nothing new.")
  int pause(@Mixin Which which) {
    return run(
        which,
        "paused, with the next renewal of its lease",
        "was paused already",
        (admin, act) -> admin.outbox().pause(which.relay, act));
  }

  @Command(name = "resume", description = "Lets a paused relay go on.")
  int resume(@Mixin Which which) {
    return run(
        which,
        "resumed, with the next renewal of its lease",
        "was not paused",
        (admin, act) -> admin.outbox().resume(which.relay, act));
  }

  @Command(
      name = "handover",
      description = "Asks the owner to settle what is in flight and leave the relay to another.")
  int handover(@Mixin Which which) {
    return run(
        which,
        "asked: takes effect with the next renewal of its lease",
        "has no owner, or it was asked already",
        (admin, act) -> admin.actions().handOver(which.relay, act));
  }

  @Command(name = "pause-topic", description = "Lets the entries of a topic line up.")
  int pauseTopic(
      @Mixin Which which,
      @Parameters(index = "1", paramLabel = "TOPIC", description = "The topic.") String topic) {
    return run(
        which,
        "paused, with the next renewal of the lease",
        "was paused already",
        (admin, act) -> admin.actions().pauseTopic(which.relay, topic, act));
  }

  @Command(name = "resume-topic", description = "Lets a paused topic go on, in its order.")
  int resumeTopic(
      @Mixin Which which,
      @Parameters(index = "1", paramLabel = "TOPIC", description = "The topic.") String topic) {
    return run(
        which,
        "resumed",
        "was not paused",
        (admin, act) -> admin.actions().resumeTopic(which.relay, topic, act));
  }
}
