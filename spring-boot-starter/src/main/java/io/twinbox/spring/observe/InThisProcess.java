package io.twinbox.spring.observe;

import io.twinbox.inbox.InboxStatus;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.relay.RelayLifecycle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The relay and the consumers of this process, where there are any: what they do and what they
 * promise with the settings in force.
 *
 * @param relay asked for late: it is made with listeners that look at it
 * @param inbox asked for late, too
 */
record InThisProcess(ObjectProvider<RelayLifecycle> relay, ObjectProvider<InboxLifecycle> inbox) {

  /** What the relay promises; empty without one. */
  List<String> relayPromises() {
    RelayLifecycle ours = relay.getIfAvailable();
    return ours == null ? List.of() : ours.promises();
  }

  /** What the consumers promise, by name. */
  Map<String, List<String>> consumerPromises() {
    InboxLifecycle ours = inbox.getIfAvailable();
    return ours == null ? Map.of() : ours.promises();
  }

  /** What the consumers do, by name. */
  Map<String, InboxStatus> consumers() {
    InboxLifecycle ours = inbox.getIfAvailable();
    return ours == null ? Map.of() : ours.status();
  }

  /** All promises, a line each, with the name of who promises. */
  List<String> promises() {
    List<String> lines = new ArrayList<>();
    relay.ifAvailable(
        it -> it.promises().forEach(line -> lines.add("relay " + it.name() + ": " + line)));
    consumerPromises()
        .forEach(
            (name, promises) ->
                promises.forEach(line -> lines.add("consumer " + name + ": " + line)));
    return lines;
  }
}
