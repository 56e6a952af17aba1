package io.twinbox.benchmarks;

import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.spi.MessagePublisher;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.postgresql.ds.PGSimpleDataSource;

/** Who moves the messages. */
enum ContenderKind {
  /** The product. */
  RELAY(LogTable.OUTBOX) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new RelayContender(
          databaseUrl, UnaryOperator.identity(), kafkaPublisher(bootstrapServers));
    }
  },

  /** The product with its statements counted, which costs a little. */
  COUNTED_RELAY(LogTable.OUTBOX) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new RelayContender(databaseUrl, count::counting, kafkaPublisher(bootstrapServers));
    }
  },

  /** The product without a broker, to make a history. */
  DISCARDING_RELAY(LogTable.OUTBOX) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new RelayContender(databaseUrl, UnaryOperator.identity(), DiscardingPublisher::new);
    }
  },

  /** A loop that reads and sends and remembers nothing. */
  BARE(LogTable.BARE) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return loop(databaseUrl, bootstrapServers, new BareTurn());
    }
  },

  /** A loop that locks, sends, deletes. */
  HANDWRITTEN(LogTable.HANDWRITTEN) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return loop(databaseUrl, bootstrapServers, new HandwrittenTurn());
    }
  };

  private static final int LINGER_MS = 5;

  private final LogTable table;

  ContenderKind(LogTable table) {
    this.table = table;
  }

  /** Where its messages wait. */
  LogTable table() {
    return table;
  }

  /** Makes the contender, in its own process. */
  abstract Contender create(String databaseUrl, String bootstrapServers, StatementCount count);

  private static Supplier<MessagePublisher> kafkaPublisher(String bootstrapServers) {
    return () -> KafkaPublisher.builder().bootstrapServers(bootstrapServers).build();
  }

  private static Contender loop(
      String databaseUrl, String bootstrapServers, LoopContender.Turn turn) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(databaseUrl);
    source.setPrepareThreshold(1); // binary transfer from the first page on
    return new LoopContender(source, () -> new BareProducer(bootstrapServers, LINGER_MS), turn);
  }
}
