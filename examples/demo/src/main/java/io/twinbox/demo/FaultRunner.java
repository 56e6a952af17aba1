package io.twinbox.demo;

import io.twinbox.demo.FaultPlan.Strike;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Carries out a {@link FaultPlan}, one strike after the other: wait until all is well, strike, see
 * how far it bit, and time how long it takes until work flows again. Used by one thread.
 */
final class FaultRunner {
  private static final int MOST_KILLS = 20;

  private static final String CUT =
      """
      SELECT count(*) FILTER (WHERE pg_terminate_backend(pid))
      FROM pg_stat_activity
      WHERE application_name IN (?, ?, ?)
      """;

  private final Stage stage;
  private final Service orders;
  private final Service payments;
  private final Progress progress;
  private final List<Blow> blows = new ArrayList<>();

  FaultRunner(Stage stage, Service orders, Service payments, Progress progress) {
    this.stage = stage;
    this.orders = orders;
    this.payments = payments;
    this.progress = progress;
  }

  /** Does all that is planned. */
  void run(FaultPlan plan) throws Exception {
    for (Strike strike : plan.strikes()) {
      TimeUnit.MILLISECONDS.sleep(strike.after().toMillis());
      Service service = strike.service() == ServiceName.ORDERS ? orders : payments;
      switch (strike.fault()) {
        case KILL_RELAY -> killRelay(service, strike);
        case KILL_CONSUMER -> killConsumer(service);
        case PAUSE_RELAY -> tell(service.name().text(), RelayFaults.pause(service));
        case REPLAY_TOPIC -> tell(service.name().text(), ConsumerFaults.replay(service, stage));
        case REPEAT_RECORDS -> tell("topic " + service.name().tells(), repeatRecords(service));
        case STOP_KAFKA -> tell("both", stopKafka(strike.length()));
        case CUT_SESSION -> tell("both", cutSessions());
      }
    }
  }

  /** What has struck so far, in order. */
  List<Blow> blows() {
    return List.copyOf(blows);
  }

  private void killRelay(Service service, Strike strike) throws Exception {
    long moment = strike.length().toMillis();
    Blow blow = RelayFaults.kill(service);
    tell(service.name().text(), blow);
    for (int kills = 1; kills < MOST_KILLS && strike.mustLand() && !blow.landed(); kills++) {
      // Messages have just begun to flow again, and thousands have piled up behind them.
      TimeUnit.MILLISECONDS.sleep(moment);
      blow = RelayFaults.kill(service);
      tell(service.name().text(), blow);
      moment /= 2; // too late, if it did not land
    }
  }

  private void killConsumer(Service service) throws Exception {
    boolean landed = false;
    for (int kills = 0; kills < MOST_KILLS && !landed; kills++) {
      Blow blow = ConsumerFaults.kill(service);
      tell(service.name().text(), blow);
      landed = blow.landed();
    }
  }

  private void tell(String whom, Blow blow) {
    blows.add(blow);
    progress.say(
        "%s: %s (%s), flowing again after %.1f s",
        whom, blow.fault().text(), blow.evidence(), blow.recovery().toMillis() / 1e3);
  }

  private Blow stopKafka(Duration length) throws Exception {
    progress.say("Kafka is stopped for %.1f s", length.toMillis() / 1e3);
    long struck = System.nanoTime();
    stage.stopKafka();
    TimeUnit.MILLISECONDS.sleep(length.toMillis());
    stage.startKafka();
    long back = System.nanoTime();
    Duration recovery = Flow.told(payments, back);
    Duration outage = Duration.ofNanos(back - struck);
    String evidence = String.format(Locale.ROOT, "away for %.1f s", outage.toMillis() / 1e3);
    return new Blow(Fault.STOP_KAFKA, evidence, false, recovery);
  }

  private Blow cutSessions() throws Exception {
    int cut = terminateSessions();
    long struck = System.nanoTime();
    Duration recovery = Flow.told(payments, struck);
    return new Blow(Fault.CUT_SESSION, cut + " sessions", false, recovery);
  }

  private Blow repeatRecords(Service service) throws Exception {
    int repeated = new Repeater(stage.client(), service.name().tells()).run();
    long struck = System.nanoTime();
    String evidence = String.format(Locale.ROOT, "%,d of them", repeated);
    return new Blow(Fault.REPEAT_RECORDS, evidence, false, Flow.told(payments, struck));
  }

  /** The sessions of both services: their databases are on the same server. */
  private int terminateSessions() throws SQLException {
    try (Connection connection = orders.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(CUT)) {
      statement.setString(1, RelayProcess.APPLICATION_NAME);
      statement.setString(2, orders.name().consumerSessions());
      statement.setString(3, payments.name().consumerSessions());
      try (ResultSet count = statement.executeQuery()) {
        count.next();
        return count.getInt(1);
      }
    }
  }
}
