package io.twinbox.demo;

import io.twinbox.checker.LagProbe;
import io.twinbox.demo.FaultPlan.Strike;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries out a {@link FaultPlan}, one strike after the other: wait until all is well, strike, see
 * how far it bit, and time how long it takes until messages flow again. Used by one thread.
 */
final class FaultRunner {
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
  private static final int MOST_KILLS = 20;
  private static final Duration AWAKE = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private static final String CUT =
      """
      SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
      FROM pg_stat_activity
      WHERE application_name = ?
      """;

  private final Stage stage;
  private final RelayNodes relays;
  private final LagProbe probe;
  private final Progress progress;
  private final List<Blow> blows = new ArrayList<>();

  FaultRunner(Stage stage, RelayNodes relays, LagProbe probe, Progress progress) {
    this.stage = stage;
    this.relays = relays;
    this.probe = probe;
    this.progress = progress;
  }

  /** Does all that is planned. */
  void run(FaultPlan plan) throws Exception {
    for (Strike strike : plan.strikes()) {
      TimeUnit.MILLISECONDS.sleep(strike.after().toMillis());
      switch (strike.fault()) {
        case KILL_RELAY -> killUntilMidBatch(strike.length());
        case STOP_KAFKA -> tell(stopKafka(strike.length()));
        case CUT_SESSION -> tell(cutSessions());
        case PAUSE_RELAY -> tell(pauseRelay());
      }
    }
  }

  /** What has struck so far, in order. */
  List<Blow> blows() {
    return List.copyOf(blows);
  }

  private void killUntilMidBatch(Duration catchUp) throws Exception {
    long moment = catchUp.toMillis();
    Blow blow = killRelay();
    tell(blow);
    for (int kills = 1; kills < MOST_KILLS && !blow.midBatch(); kills++) {
      // Messages have just begun to flow again, and thousands have piled up behind them.
      TimeUnit.MILLISECONDS.sleep(moment);
      blow = killRelay();
      tell(blow);
      moment /= 2; // too late, if it did not land
    }
  }

  private void tell(Blow blow) {
    blows.add(blow);
    progress.say(
        "%s (%s), flowing again after %.1f s",
        blow.fault().text(), blow.evidence(), blow.recovery().toMillis() / 1e3);
  }

  private Blow killRelay() throws Exception {
    relays.current().kill();
    long struck = System.nanoTime();
    KillEvidence evidence = KillEvidence.collect(stage.dataSource(), relays.relay(), probe);
    relays.start();
    return new Blow(Fault.KILL_RELAY, evidence.text(), evidence.midBatch(), awaitFlow(struck));
  }

  private Blow stopKafka(Duration length) throws Exception {
    progress.say("Kafka is stopped for %.1f s", length.toMillis() / 1e3);
    long struck = System.nanoTime();
    stage.stopKafka();
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    stage.startKafka();
    long back = System.nanoTime();
    Duration recovery = awaitFlow(back);
    Duration outage = Duration.ofNanos(back - struck);
    String evidence = String.format(Locale.ROOT, "away for %.1f s", outage.toMillis() / 1e3);
    return new Blow(Fault.STOP_KAFKA, evidence, false, recovery);
  }

  private Blow cutSessions() throws Exception {
    int cut = terminateSessions();
    long struck = System.nanoTime();
    Duration recovery = awaitFlow(struck);
    return new Blow(Fault.CUT_SESSION, cut + " sessions", false, recovery);
  }

  private Blow pauseRelay() throws Exception {
    RelayNode paused = relays.current();
    RelayNode successor = relays.start();
    successor.awaitReady(RECOVERY_LIMIT);
    paused.pause();
    long struck = System.nanoTime();
    Duration recovery = awaitFlow(struck); // the paused one cannot have done that
    paused.resume();
    TimeUnit.MILLISECONDS.sleep(AWAKE.toMillis()); // time enough to do harm, if it could
    boolean ended = paused.stop(STOP_LIMIT);
    String evidence = "another took over, " + (ended ? "it woke and ended" : "it woke and hung");
    return new Blow(Fault.PAUSE_RELAY, evidence, false, recovery);
  }

  private int terminateSessions() throws SQLException {
    try (Connection connection = stage.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(CUT)) {
      statement.setString(1, RelayProcess.APPLICATION_NAME);
      try (ResultSet count = statement.executeQuery()) {
        count.next();
        return count.getInt(1);
      }
    }
  }

  /** Waits until a message is visible that was committed since then. */
  private Duration awaitFlow(long since) throws InterruptedException {
    CompletableFuture<Long> visible = probe.visibleSince(since);
    try {
      long seen = visible.get(RECOVERY_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return Duration.ofNanos(Math.max(0, seen - since));
    } catch (TimeoutException | ExecutionException e) {
      String what = "nothing flows " + RECOVERY_LIMIT.toSeconds() + " s after a fault";
      throw new IllegalStateException(what + ". relay log:" + relays.current().log(), e);
    }
  }
}
