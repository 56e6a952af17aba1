package io.twinbox.spring.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.twinbox.relay.RelayListener;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.inbox.InboxCustomizer;
import io.twinbox.spring.outbox.AtAppend;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Without a tracer nothing is added to messages, and nobody looks at them. */
class TracingConditionsTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TwinboxTracingAutoConfiguration.class))
          .withBean(
              TwinboxDatabase.class,
              () -> new TwinboxDatabase(new DriverManagerDataSource("jdbc:none"), "twinbox"));

  /** As Boot sets it up. */
  private final ApplicationContextRunner traced =
      runner
          .withConfiguration(AutoConfigurations.of(OpenTelemetryTracingAutoConfiguration.class))
          .withBean(SdkTracerProvider.class, () -> SdkTracerProvider.builder().build())
          .withBean(OpenTelemetry.class, OpenTelemetry::noop);

  @Test
  void withATracerThereIsAllOfIt() {
    traced.run(
        context ->
            assertThat(context)
                .hasSingleBean(AtAppend.class)
                .hasSingleBean(RelayListener.class)
                .hasSingleBean(InboxCustomizer.class));
  }

  @Test
  void bootsStandInForATracerDoesNotCount() {
    runner.withBean(Tracer.class, () -> Tracer.NOOP).run(TracingConditionsTest::nothing);
  }

  @Test
  void withoutMicrometerTracingThereIsNothing() {
    runner
        .withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
        .run(TracingConditionsTest::nothing);
  }

  @Test
  void itCanBeSwitchedOff() {
    traced.withPropertyValues("twinbox.tracing.enabled=false").run(TracingConditionsTest::nothing);
  }

  private static void nothing(AssertableApplicationContext context) {
    assertThat(context)
        .hasNotFailed()
        .doesNotHaveBean(AtAppend.class)
        .doesNotHaveBean(RelayListener.class)
        .doesNotHaveBean(InboxCustomizer.class);
  }
}
