package io.twinbox.spring.channels;

import io.twinbox.webhook.EndpointRegistry;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Where the application has endpoints, in its properties or in a registry of its own. */
final class WithEndpoints extends AnyNestedCondition {
  WithEndpoints() {
    super(ConfigurationPhase.REGISTER_BEAN);
  }

  @ConditionalOnBean(EndpointRegistry.class)
  static class InARegistry {}

  @Conditional(Bound.class)
  static class InProperties {}

  static final class Bound implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Bindable<Map<String, Object>> endpoints = Bindable.mapOf(String.class, Object.class);
      return Binder.get(context.getEnvironment())
          .bind("twinbox.channels.webhook.endpoints", endpoints)
          .isBound();
    }
  }
}
