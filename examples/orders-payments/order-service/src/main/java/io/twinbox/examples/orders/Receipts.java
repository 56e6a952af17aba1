package io.twinbox.examples.orders;

import io.twinbox.Topic;
import io.twinbox.mail.Mail;
import io.twinbox.spring.SpringOutbox;
import java.util.Locale;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells the customer by mail. The mail is one more message of the transaction in which the order
 * becomes PAID: it is sent if that commits, and a mail server that is down holds up mails only.
 */
@Component
class Receipts {
  private static final Topic<Mail> RECEIPTS =
      Topic.of(Mail.class)
          .named("receipts")
          .channel("mail")
          .codec(Mail.CODEC)
          .keyedBy(mail -> mail.to().get(0));

  private final SpringOutbox outbox;

  Receipts(SpringOutbox outbox) {
    this.outbox = outbox;
  }

  /** Spring Data publishes what an order has registered when the order is saved. */
  @EventListener
  void on(OrderPaid event) {
    outbox.append(RECEIPTS, receipt(event));
  }

  private static Mail receipt(OrderPaid event) {
    String text =
        String.format(
            Locale.ROOT,
            "Thank you for your order %s.%n%n%s: %d.%02d EUR, paid.%n",
            event.order(),
            event.item(),
            event.cents() / 100,
            event.cents() % 100);
    return Mail.to(event.customer())
        .subject("Your order of a " + event.item() + " is paid")
        .text(text)
        .build();
  }
}
