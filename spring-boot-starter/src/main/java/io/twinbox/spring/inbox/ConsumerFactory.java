package io.twinbox.spring.inbox;

import io.twinbox.Codec;
import io.twinbox.Outbox;
import io.twinbox.inbox.BatchHandler;
import io.twinbox.inbox.Inbox;
import io.twinbox.inbox.InboxConsumer;
import io.twinbox.json.JsonCodec;
import io.twinbox.kafka.KafkaSource;
import io.twinbox.spi.InboxStore;
import io.twinbox.spi.Transactions;
import io.twinbox.spring.kafka.KafkaConnection;
import io.twinbox.spring.outbox.Flush;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.ObjectMapper;

/**
 * Makes a consumer of its methods.
 *
 * @param properties the application's options
 * @param kafka where records come from
 * @param store where the ledger is
 * @param transactions who owns the handlers' transactions
 * @param outbox takes dead letters that are to be published
 * @param flush what handlers leave to it is brought to the database after each of them
 * @param mapper reads events
 * @param customizers have the last word
 */
record ConsumerFactory(
    InboxProperties properties,
    KafkaConnection kafka,
    InboxStore store,
    Transactions transactions,
    Outbox outbox,
    Flush flush,
    ObjectMapper mapper,
    List<InboxCustomizer> customizers) {

  /** The properties of Kafka that two members of one process must not share. */
  private static final List<String> OF_ONE_MEMBER = List.of("group.instance.id", "client.id");

  Members make(String consumer, List<HandlerMethod> methods) {
    int members = properties.concurrency(consumer);
    return new Members(
        IntStream.range(0, members)
            .mapToObj(no -> make(consumer, methods, members == 1 ? "" : "-" + no))
            .toList());
  }

  private InboxConsumer make(String consumer, List<HandlerMethod> methods, String suffix) {
    Inbox.Builder builder =
        Inbox.consumer(consumer)
            .source(KafkaSource.builder().properties(ofMember(suffix)).build())
            .store(store)
            .transactions(transactions)
            .options(properties.options(consumer));
    InboxProperties.Consumer own = properties.of(consumer);
    if (own != null && own.deadLetterTopic() != null) {
      builder.deadLetters(outbox, own.deadLetterTopic());
    }
    for (HandlerMethod method : methods) {
      builder.topics(method.topics().toArray(String[]::new));
      register(builder, method, method.event());
    }
    customizers.forEach(customizer -> customizer.customize(consumer, builder));
    // Innermost: what the flush does, and throws, is the handler's.
    return builder.around(new FlushAfterHandler(flush)).build();
  }

  private Map<String, Object> ofMember(String suffix) {
    Map<String, Object> own = new HashMap<>(kafka.consumer());
    OF_ONE_MEMBER.forEach(name -> own.computeIfPresent(name, (same, value) -> value + suffix));
    return own;
  }

  private <T> void register(Inbox.Builder builder, HandlerMethod method, Class<T> event) {
    HandlerMethod.Invocation call = method.invocation();
    io.twinbox.inbox.InboxHandler<Object> one = call::one;
    if (method.takesBytes() && method.types().isEmpty()) {
      otherwise(builder, method, one);
      return;
    }
    Codec<T> codec = codec(event);
    for (String type : method.types()) {
      if (method.batch()) {
        builder.onBatch(type, codec, batch(call));
      } else {
        builder.on(type, codec, one);
      }
    }
  }

  private void otherwise(
      Inbox.Builder builder, HandlerMethod method, io.twinbox.inbox.InboxHandler<Object> one) {
    if (method.batch()) {
      builder.otherwiseBatch(batch(method.invocation()));
    } else {
      builder.otherwise(one::handle);
    }
  }

  private <T> BatchHandler<T> batch(HandlerMethod.Invocation call) {
    return call::many;
  }

  /** Bytes stay what they are; all else is JSON. */
  @SuppressWarnings("unchecked")
  private <T> Codec<T> codec(Class<T> event) {
    return event == byte[].class ? (Codec<T>) PlainBytes.INSTANCE : JsonCodec.of(event, mapper);
  }

  private enum PlainBytes implements Codec<byte[]> {
    INSTANCE;

    @Override
    public byte[] encode(byte[] value) {
      return value.clone();
    }

    @Override
    public byte[] decode(byte[] bytes) {
      return bytes;
    }

    @Override
    public String contentType() {
      return "application/octet-stream";
    }
  }
}
