package io.twinbox.spring.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What operators see.
 *
 * @param interval How often the database is asked how the relays stand, for meters and health.
 * @param maxLag Health is OUT_OF_SERVICE while the oldest waiting entry is older; never if not set.
 * @param maxTopics Topics told apart by the meters; those above are counted as "other".
 */
@ConfigurationProperties("twinbox.observe")
public record ObserveProperties(
    @DefaultValue("5s") Duration interval,
    @Nullable Duration maxLag,
    @DefaultValue("100") int maxTopics) {}
