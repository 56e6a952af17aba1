package io.twinbox.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What does the starter cost? An append in Spring beside the plain one, and the start of an idle
 * application with the starter beside the start without it.
 *
 * @param starts of each application per round
 */
record SpringBench(Setup setup, int seconds, int starts, int rounds) implements Benchmark {
  /**
   * Each way gets so many transactions in a row: what the machine does meanwhile, it does to all.
   */
  private static final int TURN = 200;

  private static final double NANOS_PER_MICRO = 1e3;

  /** Some twenty seconds: the compilers must be done with the slowest way too. */
  private static final int WARM_UP_TURNS = 300;

  SpringBench {
    if (seconds < 1 || starts < 1 || rounds < 1) {
      throw new IllegalArgumentException("seconds, starts and rounds must be 1 or more");
    }
  }

  @Override
  public List<Report> run(Progress progress) throws Exception {
    try (BenchServers servers = BenchServers.start(progress)) {
      String url = servers.createDatabase();
      return List.of(appends(servers, url, progress), starts(servers, url, progress));
    }
  }

  // --- append -----------------------------------------------------------------------------------

  private Report appends(BenchServers servers, String url, Progress progress) throws SQLException {
    Series byJdbc = new Series();
    Series plainInSpring = new Series();
    Series bySpring = new Series();
    // A commit that waits for the disk would hide what is asked for.
    String init = "--spring.datasource.hikari.connection-init-sql=SET synchronous_commit = off";
    try (SpringAppends appends =
        SpringAppends.start(
            List.of(
                "--spring.datasource.url=" + url,
                "--spring.kafka.bootstrap-servers=" + servers.bootstrapServers(),
                "--twinbox.relay.enabled=false",
                init))) {
      Samples samples = setup.workload().samples(0);
      List<SpringAppends.Way> ways =
          List.of(appends::byJdbc, appends::plainInSpring, appends::bySpring);
      for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
        turns(ways, samples, new long[ways.size()], turn);
      }
      for (int round = 1; round <= rounds; round++) {
        LogTable.OUTBOX.clear(url);
        servers.checkpoint();
        double[] micros = round(ways, samples);
        byJdbc.add(micros[0]);
        plainInSpring.add(micros[1]);
        bySpring.add(micros[2]);
        progress.say(
            String.format(
                Locale.ROOT,
                "  a transaction with an append: %.1f us by JDBC, %.1f plain in Spring's, %.1f by"
                    + " the starter",
                micros[0],
                micros[1],
                micros[2]));
      }
    }
    return Report.of("spring-append", "us per transaction", bySpring, byJdbc)
        .series("plain_append_in_spring", plainInSpring)
        .series("ratio_to_plain_append_in_spring", bySpring.dividedBy(plainInSpring))
        .count("seconds", seconds);
  }

  /** Microseconds per transaction, by way. */
  private double[] round(List<SpringAppends.Way> ways, Samples samples) throws SQLException {
    long[] nanos = new long[ways.size()];
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int turns = 0;
    while (System.nanoTime() - end < 0) {
      turns(ways, samples, nanos, turns);
      turns++;
    }
    double[] micros = new double[ways.size()];
    for (int way = 0; way < micros.length; way++) {
      micros[way] = nanos[way] / NANOS_PER_MICRO / ((double) turns * TURN);
    }
    return micros;
  }

  /** Each way once; who begins changes. */
  private static void turns(List<SpringAppends.Way> ways, Samples samples, long[] nanos, int number)
      throws SQLException {
    for (int i = 0; i < ways.size(); i++) {
      int way = (number + i) % ways.size();
      nanos[way] += turn(ways.get(way), samples);
    }
  }

  private static long turn(SpringAppends.Way way, Samples samples) throws SQLException {
    long used = 0;
    for (int i = 0; i < TURN; i++) {
      Sample sample = samples.next();
      long before = System.nanoTime();
      way.append(SpringAppends.message(sample));
      used += System.nanoTime() - before;
    }
    return used;
  }

  // --- start ------------------------------------------------------------------------------------

  private Report starts(BenchServers servers, String url, Progress progress)
      throws IOException, InterruptedException {
    StartUps applications =
        new StartUps(
            setup.jvmArguments(),
            List.of(
                "--spring.datasource.url=" + url,
                "--spring.kafka.bootstrap-servers=" + servers.bootstrapServers(),
                "--spring.application.name=idle"));
    applications.withStarter(); // the disk's cache
    Series with = new Series();
    Series without = new Series();
    Series more = new Series();
    for (int round = 1; round <= rounds; round++) {
      Series withNow = new Series();
      Series withoutNow = new Series();
      for (int start = 0; start < starts; start++) {
        withoutNow.add(applications.withoutStarter());
        withNow.add(applications.withStarter());
      }
      with.add(withNow.median());
      without.add(withoutNow.median());
      more.add(withNow.median() - withoutNow.median());
      progress.say(
          String.format(
              Locale.ROOT,
              "  ready after %,.0f ms without the starter, %,.0f ms with it",
              withoutNow.median(),
              withNow.median()));
    }
    return Report.of("spring-start", "ms until ready", with, without)
        .series("more_ms", more)
        .count("starts_per_round", starts);
  }
}
