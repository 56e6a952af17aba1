package io.twinbox.spring.observe;

import io.twinbox.admin.Act;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import io.twinbox.inbox.InboxStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/twinbox}: how relays and consumers stand. Its write operations, {@code
 * /actuator/twinbox/{action}}, need {@code management.endpoint.twinbox.access=unrestricted}; each
 * is written down in the audit with who asked for it.
 */
@Endpoint(id = "twinbox", defaultAccess = Access.READ_ONLY)
final class TwinboxEndpoint {
  private final OutboxAdmin outbox;
  private final ObjectProvider<InboxAdmin> inbox;
  private final InThisProcess ours;

  /**
   * Of a database.
   *
   * @param inbox there is none where the application has no inbox
   */
  TwinboxEndpoint(OutboxAdmin outbox, ObjectProvider<InboxAdmin> inbox, InThisProcess ours) {
    this.outbox = outbox;
    this.inbox = inbox;
    this.ours = ours;
  }

  /** Everything at once. */
  @ReadOperation
  Overview overview() {
    return new Overview(
        outbox.relays(), ours.consumers(), ours.relayPromises(), ours.consumerPromises());
  }

  /**
   * Acts on a relay, or on what a consumer has stored: one of them is named.
   *
   * @param relay for all actions
   * @param consumer for {@code retry} and {@code discard}
   * @param seq which dead letter, for {@code retry} and {@code discard}
   * @param actor who asks, for the audit
   * @param reason why, for the audit
   */
  @WriteOperation
  Done act(
      @Selector Action action,
      @Nullable String relay,
      @Nullable String consumer,
      @Nullable Long seq,
      String actor,
      @Nullable String reason) {
    Act act = reason == null ? Act.by(actor) : new Act(actor, reason);
    if (relay != null && consumer == null) {
      return new Done(onRelay(action, relay, seq, act));
    }
    if (consumer != null && relay == null) {
      return new Done(onConsumer(action, consumer, seq, act));
    }
    throw refused("relay or consumer: one of them has to be named");
  }

  private boolean onRelay(Action action, String relay, @Nullable Long seq, Act act) {
    return switch (action) {
      case PAUSE -> outbox.pause(relay, act);
      case RESUME -> outbox.resume(relay, act);
      case RETRY -> outbox.retry(relay, required(seq), act);
      case DISCARD -> outbox.discard(relay, required(seq), act);
    };
  }

  private boolean onConsumer(Action action, String consumer, @Nullable Long seq, Act act) {
    InboxAdmin admin = inbox.getIfAvailable();
    if (admin == null) {
      throw refused("this application has no inbox");
    }
    return switch (action) {
      case RETRY -> admin.retry(consumer, required(seq), act);
      case DISCARD -> admin.discard(consumer, required(seq), act);
      case PAUSE, RESUME -> throw refused("consumers are paused by the console or ./twinbox");
    };
  }

  private static long required(@Nullable Long seq) {
    if (seq == null) {
      throw refused("seq is missing: which dead letter?");
    }
    return seq;
  }

  /** Over HTTP it is a bad request. */
  private static InvalidEndpointRequestException refused(String reason) {
    return new InvalidEndpointRequestException(reason, reason);
  }

  /** What can be asked for. */
  enum Action {
    PAUSE,
    RESUME,
    RETRY,
    DISCARD
  }

  /**
   * What the endpoint tells.
   *
   * @param relays of the database
   * @param consumers of this process
   * @param relayPromises what this process's relay promises with the settings in force
   * @param consumerPromises what its consumers promise
   */
  record Overview(
      List<RelayReport> relays,
      Map<String, InboxStatus> consumers,
      List<String> relayPromises,
      Map<String, List<String>> consumerPromises) {}

  /**
   * The answer to an action.
   *
   * @param changed false = there was nothing to do
   */
  record Done(boolean changed) {}
}
