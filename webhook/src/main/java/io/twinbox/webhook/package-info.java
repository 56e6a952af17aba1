/**
 * The channel {@code webhook}: entries as signed HTTP requests. All HTTP of ours is here; {@link
 * io.twinbox.webhook.WebhookVerifier} is for those who receive.
 */
@NullMarked
package io.twinbox.webhook;

import org.jspecify.annotations.NullMarked;
