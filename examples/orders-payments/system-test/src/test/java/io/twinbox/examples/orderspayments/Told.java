package io.twinbox.examples.orderspayments;

import io.twinbox.launcher.MailServer;
import io.twinbox.launcher.RunningExample;
import io.twinbox.launcher.WebhookReceiver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Of which orders customers and the partner were told, and by which message ids. */
final class Told {
  private static final Pattern ORDER_IN_MAIL = Pattern.compile("your order ([0-9a-f-]{36})");
  private static final Pattern ORDER_IN_JSON = Pattern.compile("\"order\":\"([0-9a-f-]{36})\"");

  private final RunningExample example;

  Told(RunningExample example) {
    this.example = example;
  }

  /** By order, the Message-IDs of its mails. */
  Map<String, Set<String>> byMail() {
    Map<String, Set<String>> ids = new HashMap<>();
    for (MailServer.Mail mail : example.mail().mails()) {
      add(ids, ORDER_IN_MAIL.matcher(mail.text()), mail.messageId());
    }
    return ids;
  }

  /** By order, the ids of its webhooks; those with a wrong signature do not count. */
  Map<String, Set<String>> byWebhook() {
    Map<String, Set<String>> ids = new HashMap<>();
    for (WebhookReceiver.Delivery delivery : example.webhookReceiver().deliveries()) {
      if (delivery.genuine()) {
        add(ids, ORDER_IN_JSON.matcher(delivery.body()), delivery.id());
      }
    }
    return ids;
  }

  private static void add(Map<String, Set<String>> ids, Matcher order, String id) {
    if (!order.find()) {
      throw new AssertionError("no order is named in what was told as " + id);
    }
    ids.computeIfAbsent(order.group(1), any -> new HashSet<>()).add(id);
  }
}
