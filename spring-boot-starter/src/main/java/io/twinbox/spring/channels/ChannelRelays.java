package io.twinbox.spring.channels;

import io.twinbox.RetryPolicy;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.relay.Relay;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spring.database.TwinboxDatabase;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;

/** Makes the relays of channels: all alike, but for what publishes. */
final class ChannelRelays {
  private final TwinboxDatabase database;
  private final String application;
  private final ObjectProvider<ChannelObserver> observers;
  private final ObjectProvider<ChannelCustomizer> customizers;

  ChannelRelays(
      TwinboxDatabase database,
      String application,
      ObjectProvider<ChannelObserver> observers,
      ObjectProvider<ChannelCustomizer> customizers) {
    this.database = database;
    this.application = application;
    this.observers = observers;
    this.customizers = customizers;
  }

  ChannelRelay relay(
      String channel,
      ChannelProperties.OfRelay properties,
      RetryPolicy usual,
      Supplier<MessagePublisher> publisher) {
    String name = properties.name() == null ? application + "-" + channel : properties.name();
    return new ChannelRelay(
        name, channel, () -> build(name, channel, properties, usual, publisher.get()));
  }

  private Relay build(
      String name,
      String channel,
      ChannelProperties.OfRelay properties,
      RetryPolicy usual,
      MessagePublisher publisher) {
    Relay.Builder builder =
        Relay.builder()
            .name(name)
            .channel(channel)
            .options(properties.options(usual))
            .store(
                JdbcOutboxStore.builder()
                    .dataSource(database.dataSource())
                    .schema(database.schema())
                    .build())
            .publisher(publisher);
    if (properties.closeTimeout() != null) {
      builder.closeTimeout(properties.closeTimeout());
    }
    observers.orderedStream().forEach(it -> builder.listener(it.of(name)));
    customizers.orderedStream().forEach(customizer -> customizer.customize(channel, builder));
    return builder.build();
  }
}
