package io.twinbox.benchmarks;

import io.twinbox.inbox.InboxMode;
import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.spi.MessagePublisher;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
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
  },

  /** The inbox with a batch handler that does nothing. */
  INBOX_NOOP_BATCH(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new InboxContender(
          databaseUrl, bootstrapServers, InboxMode.INLINE, InboxContender::ignoring);
    }
  },

  /** The inbox with a batch handler. */
  INBOX_BATCH(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new InboxContender(
          databaseUrl, bootstrapServers, InboxMode.INLINE, InboxContender::insertingBatches);
    }
  },

  /** The inbox with an ordinary handler. */
  INBOX_ONE_BY_ONE(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new InboxContender(
          databaseUrl, bootstrapServers, InboxMode.INLINE, InboxContender::insertingOneByOne);
    }
  },

  /** The inbox that stores all before it is handled, with a batch handler. */
  INBOX_STORE_FIRST(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return new InboxContender(
          databaseUrl, bootstrapServers, InboxMode.STORE_FIRST, InboxContender::insertingBatches);
    }
  },

  /** A loop that polls and writes the effects, and remembers nothing. */
  BARE_INSERT(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return reading(databaseUrl, bootstrapServers, true);
    }
  },

  /** A loop that polls. */
  BARE_POLL(LogTable.EFFECT) {
    @Override
    Contender create(String databaseUrl, String bootstrapServers, StatementCount count) {
      return reading(databaseUrl, bootstrapServers, false);
    }
  };

  private static final int LINGER_MS = 5;

  private final LogTable table;

  ContenderKind(LogTable table) {
    this.table = table;
  }

  /** Where its messages wait, or have their effect. */
  LogTable table() {
    return table;
  }

  /** Whether what it moves shows in {@link LogTable#EFFECT}. */
  boolean hasEffects() {
    return table == LogTable.EFFECT && this != INBOX_NOOP_BATCH && this != BARE_POLL;
  }

  /** Whether it remembers in the inbox's ledger what it has moved. */
  boolean keepsLedger() {
    return table == LogTable.EFFECT && this != BARE_INSERT && this != BARE_POLL;
  }

  /** Makes the contender, in its own process. */
  abstract Contender create(String databaseUrl, String bootstrapServers, StatementCount count);

  private static Supplier<MessagePublisher> kafkaPublisher(String bootstrapServers) {
    return () -> KafkaPublisher.builder().bootstrapServers(bootstrapServers).build();
  }

  private static Contender loop(
      String databaseUrl, String bootstrapServers, SendingLoop.Turn turn) {
    DataSource database = database(databaseUrl);
    return new LoopContender(topic -> new SendingLoop(database, bootstrapServers, LINGER_MS, turn));
  }

  private static Contender reading(String databaseUrl, String bootstrapServers, boolean effects) {
    DataSource database = database(databaseUrl);
    return new LoopContender(topic -> new ReadingLoop(database, bootstrapServers, topic, effects));
  }

  private static DataSource database(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setPrepareThreshold(1); // binary transfer from the first page on
    return source;
  }
}
