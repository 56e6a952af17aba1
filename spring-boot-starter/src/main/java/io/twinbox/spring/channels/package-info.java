/**
 * The relays of the channels beside Kafka, where the application has their modules. Internal, but
 * for {@link io.twinbox.spring.channels.ChannelCustomizer} and what is said of the beans in {@code
 * docs/channels.md}.
 */
@NullMarked
package io.twinbox.spring.channels;

import org.jspecify.annotations.NullMarked;
