package io.twinbox.jdbc;

import io.twinbox.devservices.PostgresVersion;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A fixture per PostgreSQL, opened when its turn comes and closed by JUnit after the last test. */
final class PostgresFixtures implements ArgumentsProvider {

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return Arrays.stream(PostgresVersion.values())
        .map(version -> Arguments.of(PostgresFixture.open(version)));
  }
}
