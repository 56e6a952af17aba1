package io.twinbox.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands around the calls of handlers. */
class AroundHandlerTest {
  private final Bed bed = new Bed();
  private final List<String> seen = new ArrayList<>();

  /** Writes down what it sees. */
  private AroundHandler noting(String name) {
    return new AroundHandler() {
      @Override
      public void one(InboxContext context, Call call) throws Exception {
        note("one of " + context.key().orElse("-"), call);
      }

      @Override
      public void many(List<InboxContext> contexts, Call call) throws Exception {
        note(contexts.size() + " to " + contexts.get(contexts.size() - 1).idText(), call);
      }

      private void note(String what, Call call) throws Exception {
        seen.add(name + " begins " + what);
        try {
          call.proceed();
          seen.add(name + " ends");
        } catch (Exception e) {
          seen.add(name + " fails " + e.getMessage());
          throw e;
        }
      }
    };
  }

  private Inbox.Builder builder() {
    return bed.builder(InboxOptions.DEFAULT, bed.topics.source(), bed.store, bed.store)
        .around(noting("outer"))
        .around(noting("inner"));
  }

  @Test
  void theFirstOneIsTheOutermostAndEachRecordIsAroundOnce() {
    bed.send("a", "a1");
    bed.drain(builder().on("test", TextCodec.TEXT, bed::handle).build());

    assertThat(seen)
        .containsExactly(
            "outer begins one of a", "inner begins one of a", "inner ends", "outer ends");
    assertThat(bed.effects("a")).containsExactly("a1");
  }

  @Test
  void aBatchIsOneCall() {
    bed.send("a", "a1", "a2", "a3");
    bed.drain(builder().onBatch("test", TextCodec.TEXT, (batch, connection) -> {}).build());

    assertThat(seen)
        .containsExactly(
            "outer begins 3 to m3", "inner begins 3 to m3", "inner ends", "outer ends");
  }

  @Test
  void whatTheHandlerThrowsPassesThroughAndCountsAsItsFailure() {
    bed.behaviour =
        (text, context) -> {
          throw new IllegalStateException("no money");
        };
    bed.send("a", "a1");
    InboxConsumer consumer = builder().on("test", TextCodec.TEXT, bed::handle).build();
    bed.settle(consumer);

    assertThat(seen).contains("inner fails no money", "outer fails no money");
    assertThat(bed.effects()).isEmpty();
    assertThat(bed.live()).hasSize(1);
  }
}
