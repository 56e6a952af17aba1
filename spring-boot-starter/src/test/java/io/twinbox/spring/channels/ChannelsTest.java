package io.twinbox.spring.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.twinbox.mail.MailPublisher;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.observe.TwinboxObserveAutoConfiguration;
import io.twinbox.spring.outbox.TwinboxOutboxAutoConfiguration;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import io.twinbox.webhook.EndpointRegistry;
import io.twinbox.webhook.InMemoryEndpoints;
import io.twinbox.webhook.WebhookPublisher;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** Which relays of channels there are, and with what. The database leads nowhere. */
class ChannelsTest {
  private static final String ENDPOINT = "twinbox.channels.webhook.endpoints.acme.";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  TwinboxDatabaseAutoConfiguration.class,
                  TwinboxTopicsAutoConfiguration.class,
                  TwinboxOutboxAutoConfiguration.class,
                  TwinboxObserveAutoConfiguration.class,
                  TwinboxWebhookAutoConfiguration.class,
                  TwinboxMailAutoConfiguration.class,
                  TwinboxChannelsObserveAutoConfiguration.class))
          .withBean(DataSource.class, ChannelsTest::nowhere)
          .withBean(
              PlatformTransactionManager.class, () -> new DataSourceTransactionManager(nowhere()))
          .withPropertyValues("spring.application.name=shop", "twinbox.schema.verify=false");

  private final ApplicationContextRunner configured =
      runner.withPropertyValues(
          ENDPOINT + "url=https://hooks.acme.example/in",
          ENDPOINT + "secrets=env:ACME,env:ACME_OLD",
          "spring.mail.host=localhost",
          "twinbox.channels.mail.from=Shop <shop@example.com>");

  @Test
  void eachChannelThatIsConfiguredHasARelayOfItsOwn() {
    configured.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(relays(context)).containsExactly("shop-mail", "shop-webhook");
          assertThat(context.getBeansOfType(ChannelRelay.class).values())
              .allMatch(ChannelRelay::isRunning);
          assertThat(context.getBean(EndpointRegistry.class).find("acme"))
              .hasValueSatisfying(
                  it -> {
                    assertThat(it.url()).isEqualTo(URI.create("https://hooks.acme.example/in"));
                    assertThat(it.secrets()).containsExactly("env:ACME", "env:ACME_OLD");
                  });
        });
  }

  @Test
  void withoutEndpointsAndServerThereAreNone() {
    runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ChannelRelay.class));
  }

  @Test
  void withoutTheModulesThereAreNone() {
    configured
        .withClassLoader(new FilteredClassLoader(WebhookPublisher.class, MailPublisher.class))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ChannelRelay.class));
  }

  @Test
  void anApplicationThatOnlyAppendsSwitchesThemOff() {
    configured
        .withPropertyValues(
            "twinbox.channels.webhook.enabled=false", "twinbox.channels.mail.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ChannelRelay.class));
  }

  @Test
  void aRegistryOfTheApplicationTakesThePlaceOfTheProperties() {
    EndpointRegistry own = new InMemoryEndpoints();
    runner
        .withBean(EndpointRegistry.class, () -> own)
        .run(
            context -> {
              assertThat(context.getBean(EndpointRegistry.class)).isSameAs(own);
              assertThat(relays(context)).containsExactly("shop-webhook");
            });
  }

  @Test
  void mailsWithoutASenderFailTheStartAndSaySo() {
    runner
        .withPropertyValues("spring.mail.host=localhost")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("twinbox.channels.mail.from"));
  }

  @Test
  void anEndpointWithoutAUrlFailsTheStartAndIsNamed() {
    runner
        .withPropertyValues(ENDPOINT + "secrets=env:ACME")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining(ENDPOINT + "url"));
  }

  @Test
  void aSecretInThePlaceOfItsReferenceFailsTheStartAndIsNotRepeated() {
    runner
        .withPropertyValues(
            ENDPOINT + "url=https://hooks.acme.example/in",
            ENDPOINT + "secrets=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("not the secrets themselves")
                    .hasMessageNotContaining("MfKQ9r8"));
  }

  @Test
  void anOptionOutOfItsRangeIsNamedAtTheStart() {
    configured
        .withPropertyValues("twinbox.channels.webhook.lanes.concurrency=0")
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("concurrency"));
    configured
        .withPropertyValues("twinbox.channels.mail.relay.retry.max-attempts=0")
        .run(
            context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("maxAttempts"));
  }

  @Test
  void aCustomizerHasTheLastWordOnEachChannel() {
    Set<String> seen = new ConcurrentSkipListSet<>();
    configured
        .withBean(ChannelCustomizer.class, () -> (channel, builder) -> seen.add(channel))
        .run(context -> assertThat(seen).containsExactly("mail", "webhook"));
  }

  @Test
  void metersAndHealthTellTheRelaysApart() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    configured.run(
        context -> {
          context.getBean(ChannelMeters.class).bindTo(meters);
          assertThat(
                  meters.get("twinbox.outbox.pending").gauges().stream()
                      .map(gauge -> gauge.getId().getTag("relay")))
              .containsExactlyInAnyOrder("shop-mail", "shop-webhook");
          CompositeHealthContributor health =
              context.getBean("twinboxChannelsHealthContributor", CompositeHealthContributor.class);
          List<String> names = health.stream().map(HealthContributors.Entry::name).toList();
          assertThat(names).containsExactlyInAnyOrder("mail", "webhook");
        });
  }

  private static Set<String> relays(ApplicationContext context) {
    return context.getBeansOfType(ChannelRelay.class).values().stream()
        .map(ChannelRelay::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static DataSource nowhere() {
    return new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere");
  }
}
