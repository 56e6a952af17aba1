package io.twinbox.inbox;

import io.twinbox.Codec;

/** A handler as it was registered. Compared by identity. */
sealed interface Registered {

  /** Called for each record. */
  final class One implements Registered {
    private final Codec<?> codec;
    private final InboxHandler<Object> handler;

    One(Codec<?> codec, InboxHandler<Object> handler) {
      this.codec = codec;
      this.handler = handler;
    }

    @Override
    public Codec<?> codec() {
      return codec;
    }

    InboxHandler<Object> handler() {
      return handler;
    }
  }

  /** Called for several records at once. */
  final class Many implements Registered {
    private final Codec<?> codec;
    private final BatchHandler<Object> handler;

    Many(Codec<?> codec, BatchHandler<Object> handler) {
      this.codec = codec;
      this.handler = handler;
    }

    @Override
    public Codec<?> codec() {
      return codec;
    }

    BatchHandler<Object> handler() {
      return handler;
    }
  }

  Codec<?> codec();
}
