package io.twinbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.console.ConsoleRole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a file may say, and what it may not. */
class ServerConfigurationTest {
  private static final String HASH =
      "{bcrypt}$2a$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";

  private static ServerProperties properties(ServerProperties.BuiltInUser... users) {
    return new ServerProperties(
        List.of(users),
        new ServerProperties.Oidc("realm_access.roles", "preferred_username"),
        Map.of("shop", Map.of()));
  }

  @Test
  void sectionsOfADatabaseAreThePropertiesOfAnApplication() {
    MapPropertySource source =
        DatabaseSettings.of(
            "shop",
            Map.of(
                "datasource", Map.of("url", "jdbc:postgresql://db/shop"),
                "kafka", Map.of("properties", Map.of("security.protocol", "SSL")),
                "channels", Map.of("webhook", Map.of("allowed-networks", List.of("10.0.0.0/8")))));
    assertThat(source.getSource())
        .containsEntry("spring.datasource.url", "jdbc:postgresql://db/shop")
        .containsEntry("spring.kafka.properties[security.protocol]", "SSL")
        .containsEntry("twinbox.channels.webhook.allowed-networks[0]", "10.0.0.0/8")
        .containsEntry("spring.application.name", "shop");
  }

  @Test
  void aSectionNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> DatabaseSettings.of("shop", Map.of("datasorce", Map.of())))
        .hasMessageContaining("'datasorce'")
        .hasMessageContaining("datasource");
  }

  @Test
  void withoutUsersNobodyElseCanReachTheServer() {
    assertThatThrownBy(() -> exposure("0.0.0.0").requireLoopbackOrGuard())
        .hasMessageContaining("server.address");
    assertThatThrownBy(() -> exposure(null).requireLoopbackOrGuard())
        .hasMessageContaining("0.0.0.0");
    exposure("127.0.0.1").requireLoopbackOrGuard();
    exposure("::1").requireLoopbackOrGuard();
    MockEnvironment everywhere = new MockEnvironment().withProperty("server.address", "0.0.0.0");
    Exposure.of(
            properties(new ServerProperties.BuiltInUser("ana", HASH, List.of(ConsoleRole.VIEWER))),
            everywhere)
        .requireLoopbackOrGuard();
    everywhere.setProperty(
        "spring.security.oauth2.resourceserver.jwt.issuer-uri", "https://id.example");
    Exposure.of(properties(), everywhere).requireLoopbackOrGuard();
  }

  private static Exposure exposure(String address) {
    MockEnvironment environment = new MockEnvironment();
    if (address != null) {
      environment.setProperty("server.address", address);
    }
    return Exposure.of(properties(), environment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "{noop}secret", "{bcrypt}secret", ""})
  void aPasswordThatIsNoHashIsRefusedAndNotRepeated(String password) {
    assertThatThrownBy(
            () -> new ServerProperties.BuiltInUser("ana", password, List.of(ConsoleRole.VIEWER)))
        .hasMessageContaining("ana")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aGeneratedPasswordIsToldOnceAndIsTheOne() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    UserDetailsService users = Users.generated(new PrintStream(told, true, StandardCharsets.UTF_8));
    String password =
        told.toString(StandardCharsets.UTF_8)
            .replaceAll("(?s).*password ([A-Za-z0-9_-]+)\\s.*", "$1");
    assertThat(password).hasSize(20);
    assertThat(
            PasswordEncoderFactories.createDelegatingPasswordEncoder()
                .matches(password, users.loadUserByUsername("admin").getPassword()))
        .isTrue();
  }

  @Test
  void rolesAreReadFromAClaimWithinOthers() {
    TokenRoles roles = new TokenRoles(properties().oidc());
    Jwt token =
        Jwt.withTokenValue("t")
            .header("alg", "RS256")
            .subject("4711")
            .issuedAt(Instant.EPOCH)
            .claim("preferred_username", "ana")
            .claim("realm_access", Map.of("roles", List.of("ops", "", 7)))
            .build();
    assertThat(roles.authentication(token).getName()).isEqualTo("ana");
    assertThat(roles.authentication(token).getAuthorities())
        .extracting(Object::toString)
        .containsExactly("ops");
    Jwt bare = Jwt.withTokenValue("t").header("alg", "RS256").subject("4711").claim("x", 1).build();
    assertThat(roles.authentication(bare).getName()).isEqualTo("4711");
    assertThat(roles.authentication(bare).getAuthorities()).isEmpty();
  }
}
