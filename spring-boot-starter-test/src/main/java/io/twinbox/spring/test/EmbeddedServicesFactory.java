package io.twinbox.spring.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link EmbeddedServices} on a test's class. */
final class EmbeddedServicesFactory implements ContextCustomizerFactory {

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
    EmbeddedServices wanted =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, EmbeddedServices.class);
    return wanted == null
        ? null
        : new EmbeddedServicesCustomizer(
            List.of(wanted.topics()), wanted.partitions(), wanted.ownTopics());
  }
}
