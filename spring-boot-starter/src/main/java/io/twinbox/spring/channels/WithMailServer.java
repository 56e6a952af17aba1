package io.twinbox.spring.channels;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/** Where the application names a mail server. */
final class WithMailServer extends AnyNestedCondition {
  WithMailServer() {
    super(ConfigurationPhase.PARSE_CONFIGURATION);
  }

  @ConditionalOnProperty("spring.mail.host")
  static class OfBoot {}

  @ConditionalOnProperty("twinbox.channels.mail.host")
  static class OfItsOwn {}
}
