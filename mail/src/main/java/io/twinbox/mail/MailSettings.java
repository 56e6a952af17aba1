package io.twinbox.mail;

import io.twinbox.InvalidOptionsException;
import io.twinbox.delivery.LaneOptions;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher was built with.
 *
 * @param sslContext null = Java's own
 * @param user null = nobody logs in
 * @param password asked for each connection; never kept
 * @param from of mails that name no sender
 * @param timeout for a connection, and for each reply
 */
record MailSettings(
    String host,
    int port,
    TransportSecurity security,
    @Nullable SSLContext sslContext,
    @Nullable String user,
    Supplier<String> password,
    InternetAddress from,
    AttachmentSource attachments,
    int attachmentBytes,
    Duration timeout,
    MailListener listener,
    LaneOptions lanes) {

  MailSettings {
    InvalidOptionsException.Faults faults = new InvalidOptionsException.Faults();
    faults.require(!host.isBlank(), "host must be given");
    faults.within("port", port, 1, 65_535);
    faults.within("attachmentBytes", attachmentBytes, 0, Integer.MAX_VALUE);
    faults.within("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(10));
    faults.throwIfAny();
  }

  SSLSocketFactory tls() {
    return sslContext == null
        ? (SSLSocketFactory) SSLSocketFactory.getDefault()
        : sslContext.getSocketFactory();
  }

  Properties properties() {
    Properties properties = new Properties();
    String millis = String.valueOf(timeout.toMillis());
    properties.setProperty("mail.smtp.host", host);
    properties.setProperty("mail.smtp.port", String.valueOf(port));
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.sendpartial", "false");
    properties.setProperty("mail.smtp.auth", String.valueOf(user != null));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    boolean startTls = security == TransportSecurity.STARTTLS;
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
    return properties;
  }
}
