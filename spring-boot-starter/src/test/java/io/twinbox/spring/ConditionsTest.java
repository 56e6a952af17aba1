package io.twinbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.twinbox.admin.OutboxAdmin;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Every condition of every auto-configuration, by the definitions of beans that come out of it: no
 * bean is made.
 */
class ConditionsTest {
  private static final String MODULITH = "spring.modulith.events.externalization.";
  private static final List<Class<?>> CONFIGURATIONS =
      ImportCandidates.load(
              org.springframework.boot.autoconfigure.AutoConfiguration.class,
              ConditionsTest.class.getClassLoader())
          .getCandidates()
          .stream()
          .filter(name -> name.startsWith("io.twinbox.spring."))
          .<Class<?>>map(name -> ClassUtils.resolveClassName(name, null))
          .toList();

  private static final ApplicationContextRunner BARE =
      new ApplicationContextRunner(Definitions::new)
          .withInitializer(
              context ->
                  AutoConfigurationPackages.register(
                      (AnnotationConfigApplicationContext) context, "none"))
          .withConfiguration(AutoConfigurations.of(CONFIGURATIONS.toArray(Class<?>[]::new)))
          .withPropertyValues(MODULITH + "mode=outbox");

  private static final ApplicationContextRunner KAFKA =
      BARE.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class));

  /** With all that there can be. */
  private static final ApplicationContextRunner FULL =
      traced(KAFKA.withBean("dataSource", DataSource.class, () -> null));

  private static ApplicationContextRunner traced(ApplicationContextRunner runner) {
    return runner
        .withBean("tracer", Tracer.class, () -> Tracer.NOOP)
        .withBean("propagator", Propagator.class, () -> Propagator.NOOP);
  }

  @Test
  void everyRoomIsLookedAt() {
    assertThat(CONFIGURATIONS).hasSizeGreaterThanOrEqualTo(10);
    assertThat(definitions(FULL))
        .contains(
            "twinboxDatabase",
            "twinboxKafka",
            "twinboxTopics",
            "twinboxOutbox",
            "twinboxApplicationEvents",
            "twinboxEntityEvents",
            "twinboxExternalizedEvents",
            "twinboxRelay",
            "twinboxInbox",
            "twinboxEndpoint",
            "twinboxCreateSpans");
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
        row("no DataSource", full -> traced(KAFKA), "Database", "Outbox", "Relay", "Inbox")
            .and("Events", "EntityEvents", "ExternalizedEvents", "Endpoint", "CreateSpans"),
        row("no Kafka", full -> withDataSource(BARE), "Kafka", "Relay", "Inbox", "InboxStore")
            .and("OutboxMeters", "InboxMeters", "RelayHealthIndicator", "InboxHealthIndicator"),
        row(
            "Kafka's properties alone",
            full -> withDataSource(BARE).withBean(KafkaProperties.class),
            "Kafka",
            "Relay"),
        row(
            "Kafka's details alone",
            full -> withDataSource(BARE).withBean(KafkaConnectionDetails.class, () -> null),
            "Kafka",
            "Inbox"),
        row("relay off", off("twinbox.relay.enabled"), "Relay", "RelayHealthIndicator")
            .and("OutboxMeters"),
        row("inbox off", off("twinbox.inbox.enabled"), "Inbox", "InboxStore", "InboxAdmin")
            .and("HandlerMethods", "InboxHealthIndicator", "InboxMeters"),
        row("no application events", off("twinbox.outbox.application-events"), "ApplicationEvents"),
        row("no entity events", off("twinbox.outbox.entity-events"), "EntityEvents"),
        row("no JPA", without(EntityManagerFactory.class), "EntityEvents", "ListensToFlushes"),
        row("no Hibernate", without(SessionFactoryImplementor.class), "EntityEvents"),
        row("no spring-orm", without(EntityManagerHolder.class), "EntityEvents"),
        row("no Modulith", without(EventExternalizationConfiguration.class), "ExternalizedEvents"),
        row("Modulith's usual mode", with(MODULITH + "mode=module-listener"), "Externalization"),
        row("Modulith without a mode", full -> full.withPropertyValues(MODULITH + "mode="))
            .and("ExternalizedEvents"),
        row("Modulith off", off(MODULITH + "enabled"), "ExternalizedEvents", "Externalization"),
        row("Namastack records", named("outboxEventRecorder"), "ExternalizedEvents"),
        row("JobRunr records", named("jobRunrEventExternalizer"), "ExternalizedEvents"),
        row("no meters", without(MeterBinder.class), "OutboxMeters", "InboxMeters"),
        row("no health", without(HealthIndicator.class), "RelayHealthIndicator")
            .and("InboxHealthIndicator"),
        row("the relay's health off", off("management.health.twinbox-relay.enabled"))
            .and("RelayHealthIndicator"),
        row("the inbox's health off", off("management.health.twinbox-inbox.enabled"))
            .and("InboxHealthIndicator"),
        row("no health unless asked for", off("management.health.defaults.enabled"))
            .and("RelayHealthIndicator", "InboxHealthIndicator"),
        row("no actuator", without(Endpoint.class), "Endpoint"),
        row(
            "relays of a database that is somebody else's",
            full -> KAFKA.withBean(OutboxAdmin.class, () -> null),
            "StartReport",
            "Outbox"),
        row("tracing off", off("twinbox.tracing.enabled"), "CreateSpans", "SendSpans"),
        row("no Micrometer Tracing", without(Tracer.class), "MessageSpans", "ProcessSpans"),
        row("no tracer", full -> withDataSource(KAFKA), "CreateSpans", "SendSpans"),
        row("two tracers", full -> full.withBean("other", Tracer.class, () -> null), "SendSpans"),
        row("no propagator", full -> withDataSource(KAFKA).withBean(Tracer.class, () -> null))
            .and("CreateSpans"),
        row("two propagators", full -> full.withBean("other", Propagator.class, () -> null))
            .and("CreateSpans", "ProcessSpans"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conditions")
  void aConditionThatDoesNotHoldLeavesItsBeansOutAndNoOthers(Row row) {
    Set<String> left = definitions(row.change.apply(FULL));

    assertThat(definitions(FULL)).containsAll(row.absent());
    assertThat(left).doesNotContainAnyElementsOf(row.absent());
    assertThat(left).as("what needs none of it").contains("twinboxTopics");
  }

  /** What the application defines itself is not defined again. */
  @Test
  void everyBeanThatMayBeReplacedStepsBack() {
    List<Method> replaceable = replaceable();
    assertThat(replaceable).hasSizeGreaterThan(20);
    for (Method method : replaceable) {
      Class<?> type = type(method);
      String name = name(method);
      assertThat(definitions(FULL.withBean(name, raw(type), () -> null)))
          .as("%s beside the application's own %s", method.getName(), type.getSimpleName())
          .contains(name)
          .doesNotContain(name.equals(method.getName()) ? "nobody" : method.getName());
    }
  }

  @SuppressWarnings("unchecked")
  private static Class<Object> raw(Class<?> type) {
    return (Class<Object>) type;
  }

  /** Those that are there with all there can be; the others have conditions of their own. */
  private static List<Method> replaceable() {
    Set<String> all = definitions(FULL);
    List<Method> methods = new ArrayList<>();
    for (Class<?> configuration : CONFIGURATIONS) {
      for (Class<?> each : withNested(configuration)) {
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(each)) {
          if (method.isAnnotationPresent(Bean.class)
              && method.isAnnotationPresent(ConditionalOnMissingBean.class)
              && all.contains(method.getName())) {
            methods.add(method);
          }
        }
      }
    }
    return methods;
  }

  private static List<Class<?>> withNested(Class<?> configuration) {
    List<Class<?>> all = new ArrayList<>(List.of(configuration));
    all.addAll(Arrays.asList(configuration.getDeclaredClasses()));
    return all;
  }

  private static Class<?> type(Method method) {
    Class<?>[] types = method.getAnnotation(ConditionalOnMissingBean.class).value();
    return types.length == 0 ? method.getReturnType() : types[0];
  }

  private static String name(Method method) {
    String[] names = method.getAnnotation(ConditionalOnMissingBean.class).name();
    return names.length == 0 ? "theirs" : names[0];
  }

  private static Set<String> definitions(ApplicationContextRunner runner) {
    Set<String> names = new TreeSet<>();
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          names.addAll(List.of(context.getBeanDefinitionNames()));
        });
    return names;
  }

  private static ApplicationContextRunner withDataSource(ApplicationContextRunner runner) {
    return runner.withBean("dataSource", DataSource.class, () -> null);
  }

  private static UnaryOperator<ApplicationContextRunner> off(String property) {
    return with(property + "=false");
  }

  private static UnaryOperator<ApplicationContextRunner> with(String property) {
    return full -> full.withPropertyValues(property);
  }

  private static UnaryOperator<ApplicationContextRunner> without(Class<?> type) {
    return full -> full.withClassLoader(new FilteredClassLoader(type));
  }

  private static UnaryOperator<ApplicationContextRunner> named(String bean) {
    return full -> full.withBean(bean, Object.class, () -> null);
  }

  private static Row row(
      String what, UnaryOperator<ApplicationContextRunner> change, String... absent) {
    return new Row(what, change, List.of(absent));
  }

  /** What is changed, and which beans are not there then: their names without "twinbox". */
  private record Row(
      String what, UnaryOperator<ApplicationContextRunner> change, List<String> names)
      implements Arguments {

    Row and(String... more) {
      return new Row(what, change, Stream.concat(names.stream(), Stream.of(more)).toList());
    }

    List<String> absent() {
      return names.stream().map(name -> "twinbox" + name).toList();
    }

    @Override
    public Object[] get() {
      return new Object[] {this};
    }

    @Override
    public String toString() {
      return what;
    }
  }

  /** Stops where beans would be made. */
  private static final class Definitions extends AnnotationConfigApplicationContext {
    @Override
    protected void finishBeanFactoryInitialization(ConfigurableListableBeanFactory beans) {
      // Nothing is made.
    }

    @Override
    protected void finishRefresh() {
      // And nothing started.
    }
  }
}
