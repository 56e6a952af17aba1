package io.twinbox.spring.channels;

import io.twinbox.mail.AttachmentSource;
import io.twinbox.mail.MailListener;
import io.twinbox.mail.MailPublisher;
import io.twinbox.mail.TransportSecurity;
import io.twinbox.spi.MessagePublisher;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/** The relay of mails, where the module is there and the application names a server. */
@AutoConfiguration(after = TwinboxDatabaseAutoConfiguration.class)
@ConditionalOnClass(MailPublisher.class)
@ConditionalOnBean(TwinboxDatabase.class)
@ConditionalOnBooleanProperty(name = "twinbox.channels.mail.enabled", matchIfMissing = true)
@Conditional(WithMailServer.class)
@EnableConfigurationProperties(ChannelProperties.Mail.class)
public final class TwinboxMailAutoConfiguration {
  private static final String NO_SENDER =
      "Mails need a sender: set twinbox.channels.mail.from, or twinbox.channels.mail.enabled=false"
          + " where this application only appends mails";

  @Bean
  @ConditionalOnMissingBean(name = "twinboxMailRelay")
  ChannelRelay twinboxMailRelay(
      TwinboxDatabase database,
      @Value("${spring.application.name:default}") String application,
      ChannelProperties.Mail properties,
      MailServer server,
      ObjectProvider<ChannelObserver> observers,
      ObjectProvider<ChannelCustomizer> customizers) {
    return new ChannelRelays(database, application, observers, customizers)
        .relay(
            MailPublisher.CHANNEL,
            properties.relay(),
            MailPublisher.DEFAULT_RETRY,
            () -> publisher(properties, server));
  }

  @Bean
  MailServer twinboxMailServer(
      ChannelProperties.Mail properties,
      Environment environment,
      ObjectProvider<AttachmentSource> attachments,
      ObjectProvider<MailListener> listener) {
    return new MailServer(
        Objects.requireNonNull(chosen(properties.host(), environment, "host"), "host"),
        properties.port() != null
            ? properties.port()
            : environment.getProperty("spring.mail.port", Integer.class),
        chosen(properties.username(), environment, "username"),
        chosen(properties.password(), environment, "password"),
        sender(properties.from()),
        attachments.getIfAvailable(() -> AttachmentSource.NONE),
        listener.getIfAvailable(() -> MailListener.NONE));
  }

  private static @Nullable String chosen(
      @Nullable String own, Environment environment, String name) {
    return own != null ? own : environment.getProperty("spring.mail." + name);
  }

  private static String sender(@Nullable String from) {
    if (from == null || from.isBlank()) {
      throw new IllegalArgumentException(NO_SENDER);
    }
    return from;
  }

  private static MessagePublisher publisher(ChannelProperties.Mail properties, MailServer server) {
    TransportSecurity security =
        Objects.requireNonNullElse(properties.security(), TransportSecurity.STARTTLS);
    MailPublisher.Builder builder =
        MailPublisher.builder()
            .host(server.host())
            .port(server.portOr(security == TransportSecurity.TLS ? 465 : 587))
            .security(security)
            .from(server.from())
            .attachments(server.attachments())
            .listener(server.listener())
            .lanes(properties.lanes().options(MailPublisher.DEFAULT_LANES));
    String username = server.username();
    if (username != null && !username.isEmpty()) {
      builder.login(username, () -> Objects.requireNonNullElse(server.password(), ""));
    }
    if (properties.timeout() != null) {
      builder.timeout(properties.timeout());
    }
    if (properties.maxAttachments() != null) {
      builder.attachmentBytes(Math.toIntExact(properties.maxAttachments().toBytes()));
    }
    return builder.build();
  }

  /** Where mails go, and what an application may bring itself. */
  record MailServer(
      String host,
      @Nullable Integer port,
      @Nullable String username,
      @Nullable String password,
      String from,
      AttachmentSource attachments,
      MailListener listener) {

    int portOr(int usual) {
      return port == null ? usual : port;
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "MailServer[" + host + ":" + port + "]";
    }
  }
}
