package io.twinbox.spring.observe;

import io.twinbox.admin.Act;
import io.twinbox.admin.OutboxAdmin;
import io.twinbox.admin.RelayReport;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.relay.RelayLifecycle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
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
  private final OutboxAdmin admin;
  private final ObjectProvider<RelayLifecycle> relay;
  private final ObjectProvider<InboxLifecycle> inbox;

  TwinboxEndpoint(
      OutboxAdmin admin,
      ObjectProvider<RelayLifecycle> relay,
      ObjectProvider<InboxLifecycle> inbox) {
    this.admin = admin;
    this.relay = relay;
    this.inbox = inbox;
  }

  /** Everything at once. */
  @ReadOperation
  Overview overview() {
    RelayLifecycle ours = relay.getIfAvailable();
    InboxLifecycle consumers = inbox.getIfAvailable();
    return new Overview(
        admin.relays(),
        consumers == null ? Map.of() : consumers.status(),
        ours == null ? List.of() : ours.promises(),
        consumers == null ? Map.of() : consumers.promises());
  }

  /**
   * Acts on a relay.
   *
   * @param seq which dead letter, for {@code retry} and {@code discard}
   * @param actor who asks, for the audit
   * @param reason why, for the audit
   */
  @WriteOperation
  Done act(
      @Selector Action action,
      String relay,
      @Nullable Long seq,
      String actor,
      @Nullable String reason) {
    Act act = reason == null ? Act.by(actor) : new Act(actor, reason);
    return new Done(
        switch (action) {
          case PAUSE -> admin.pause(relay, act);
          case RESUME -> admin.resume(relay, act);
          case RETRY -> admin.retry(relay, required(seq), act);
          case DISCARD -> admin.discard(relay, required(seq), act);
        });
  }

  private static long required(@Nullable Long seq) {
    if (seq == null) {
      throw new IllegalArgumentException("seq is missing: which dead letter?");
    }
    return seq;
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
