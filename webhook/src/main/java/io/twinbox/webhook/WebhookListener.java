package io.twinbox.webhook;

/**
 * Observes a {@link WebhookPublisher}; called by its threads, so be quick. What it throws is
 * logged.
 */
public interface WebhookListener {

  /** Tells nobody. */
  WebhookListener NONE = (endpoint, reason) -> {};

  /** The endpoint answered 410: nothing is sent to it until an operator enables it. */
  void endpointDisabled(String endpoint, String reason);
}
