package io.twinbox.spring.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Parameter;
import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;

/**
 * Spring Boot does not start an application whose endpoints do not tell their parameters' names.
 */
class EndpointParametersTest {

  @Test
  void theClassFileTellsTheNamesOfTheOperationsParameters() {
    ReflectionUtils.doWithLocalMethods(
        TwinboxEndpoint.class,
        method -> assertThat(method.getParameters()).allMatch(Parameter::isNamePresent));
  }
}
