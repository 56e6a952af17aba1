package io.twinbox.kafka;

import io.twinbox.spi.MessageId;
import io.twinbox.spi.Partition;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What makes two records the same message: by that the inbox deduplicates. Immutable and
 * thread-safe, if the application's function is.
 *
 * <p>An id that is a UUIDv7, as Twinbox gives them, stands for itself wherever it comes from. Any
 * other id counts within its {@code ce_source}, or within its topic: two strangers may both count
 * from 1.
 */
public final class IdentityRule {
  /**
   * {@code ce_id} with {@code ce_source}, as Twinbox and every CloudEvents producer write them;
   * else {@code id}, as Debezium's outbox event router and our plain style do; else the record's
   * place, which finds a record delivered twice, but not one that was produced twice.
   */
  public static final IdentityRule DEFAULT = new IdentityRule(IdentityRule::standard);

  /** The record's place whatever its headers say. Every record is a message of its own. */
  public static final IdentityRule PLACE = new IdentityRule((content, headers) -> place(content));

  /** Finds the id of a record. */
  @FunctionalInterface
  private interface Finder {
    Identity find(ConsumerRecord<byte[], byte[]> content, HeaderScan headers);
  }

  /**
   * What was found.
   *
   * @param flaw why the id could not be made out; null = it could
   */
  record Identity(MessageId id, @Nullable String flaw) {}

  private final Finder finder;

  private IdentityRule(Finder finder) {
    this.finder = finder;
  }

  /**
   * The value of a header, the last of that name. A record without it is not handled: the inbox
   * refuses it as unidentified.
   *
   * @param name the header; not blank
   */
  public static IdentityRule header(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the header's name must not be blank");
    }
    return new IdentityRule(
        (content, headers) -> {
          byte[] value = headers.last(name);
          return value == null || value.length == 0
              ? flawed(content, "no header " + name)
              : inTopic(content, HeaderScan.text(value));
        });
  }

  /**
   * What the application's function makes of a record. One for which it returns null or an empty
   * text, or throws, is not handled: the inbox refuses it as unidentified.
   *
   * @param extractor called by the polling thread, so it must be quick; the record and its arrays
   *     must not be changed
   */
  public static IdentityRule extractor(
      Function<? super ConsumerRecord<byte[], byte[]>, @Nullable String> extractor) {
    Objects.requireNonNull(extractor, "extractor");
    return new IdentityRule((content, headers) -> extracted(content, extractor));
  }

  Identity identify(ConsumerRecord<byte[], byte[]> content, HeaderScan headers) {
    return finder.find(content, headers);
  }

  private static Identity standard(ConsumerRecord<byte[], byte[]> content, HeaderScan headers) {
    byte[] id = headers.cloudEventId();
    if (id != null && id.length > 0) {
      byte[] source = headers.cloudEventSource();
      return source == null
          ? inTopic(content, HeaderScan.text(id))
          : new Identity(MessageId.of(HeaderScan.text(source), HeaderScan.text(id)), null);
    }
    id = headers.id();
    return id == null || id.length == 0 ? place(content) : inTopic(content, HeaderScan.text(id));
  }

  private static Identity extracted(
      ConsumerRecord<byte[], byte[]> content,
      Function<? super ConsumerRecord<byte[], byte[]>, @Nullable String> extractor) {
    String id;
    try {
      id = extractor.apply(content);
    } catch (Throwable e) { // checked ones too, which some languages need not declare
      if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
        throw fatal;
      }
      return flawed(content, "the id's extractor failed: " + sentence(e));
    }
    return id == null || id.isEmpty()
        ? flawed(content, "the id's extractor found none")
        : inTopic(content, id);
  }

  private static String sentence(Throwable error) {
    try {
      return error.toString();
    } catch (RuntimeException e) {
      return error.getClass().getName();
    }
  }

  private static Identity inTopic(ConsumerRecord<byte[], byte[]> content, String id) {
    return new Identity(MessageId.of("topic:" + content.topic(), id), null);
  }

  private static Identity place(ConsumerRecord<byte[], byte[]> content) {
    return new Identity(placeOf(content), null);
  }

  private static Identity flawed(ConsumerRecord<byte[], byte[]> content, String flaw) {
    return new Identity(placeOf(content), flaw);
  }

  private static MessageId placeOf(ConsumerRecord<byte[], byte[]> content) {
    return MessageId.ofPlace(new Partition(content.topic(), content.partition()), content.offset());
  }
}
