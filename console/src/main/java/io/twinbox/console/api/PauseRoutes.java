package io.twinbox.console.api;

import io.twinbox.admin.Act;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.ConsoleRole;
import io.twinbox.console.http.Call;
import io.twinbox.console.http.RefusedException;
import io.twinbox.console.http.Reply;
import io.twinbox.console.http.Route;
import java.util.List;

/** Stopping and going on. Names are free text, so they come in the body. */
final class PauseRoutes {
  private final Databases databases;

  PauseRoutes(Databases databases) {
    this.databases = databases;
  }

  List<Route> routes() {
    return List.of(
        Route.post(Databases.PREFIX + "/relays/{action}", ConsoleRole.OPERATOR, this::relay),
        Route.post(Databases.PREFIX + "/topics/{action}", ConsoleRole.OPERATOR, this::topic),
        Route.post(Databases.PREFIX + "/consumers/{action}", ConsoleRole.OPERATOR, this::consumer));
  }

  private Reply relay(Call call) {
    ConsoleDatabase database = databases.of(call).database();
    String action = call.path("action");
    OfRelay asked = call.body(OfRelay.class);
    Act act = Asked.act(call, asked.reason());
    return Answers.changed(
        switch (action) {
          // These do nothing a second time by themselves.
          case "pause" -> database.outbox().pause(asked.relay(), act);
          case "resume" -> database.outbox().resume(asked.relay(), act);
          case "handover" -> database.actions().handOver(asked.relay(), act);
          default -> throw noSuchAction();
        });
  }

  private Reply topic(Call call) {
    ConsoleDatabase database = databases.of(call).database();
    String action = call.path("action");
    OfTopic asked = call.body(OfTopic.class);
    Act act = Asked.act(call, asked.reason());
    return Answers.changed(
        switch (action) {
          case "pause" -> database.actions().pauseTopic(asked.relay(), asked.topic(), act);
          case "resume" -> database.actions().resumeTopic(asked.relay(), asked.topic(), act);
          default -> throw noSuchAction();
        });
  }

  private Reply consumer(Call call) {
    ConsoleDatabase database = databases.of(call).database();
    String action = call.path("action");
    OfConsumer asked = call.body(OfConsumer.class);
    Act act = Asked.act(call, asked.reason());
    return Answers.changed(
        switch (action) {
          case "pause" -> database.actions().pauseConsumer(asked.consumer(), act);
          case "resume" -> database.actions().resumeConsumer(asked.consumer(), act);
          default -> throw noSuchAction();
        });
  }

  private static RefusedException noSuchAction() {
    return RefusedException.notFound("there is no such action");
  }

  /** As the document says. */
  record OfRelay(String relay, String reason) {
    OfRelay {
      Asked.required("relay", relay, Asked.MAX_NAME);
      reason = Asked.reason(reason);
    }
  }

  /** As the document says. */
  record OfTopic(String relay, String topic, String reason) {
    OfTopic {
      Asked.required("relay", relay, Asked.MAX_NAME);
      Asked.required("topic", topic, 249);
      reason = Asked.reason(reason);
    }
  }

  /** As the document says. */
  record OfConsumer(String consumer, String reason) {
    OfConsumer {
      Asked.required("consumer", consumer, Asked.MAX_NAME);
      reason = Asked.reason(reason);
    }
  }
}
