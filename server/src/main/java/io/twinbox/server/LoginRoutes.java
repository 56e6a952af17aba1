package io.twinbox.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** What those see who have not signed in. */
@Configuration(proxyBeanMethods = false)
class LoginRoutes {

  @Bean
  RouterFunction<ServerResponse> login(
      @Value("${twinbox.console.path}") String consolePath,
      ObjectProvider<ClientRegistrationRepository> clients) {
    LoginPage page = new LoginPage(providers(clients.getIfAvailable()));
    return RouterFunctions.route()
        .GET(
            "/",
            request -> ServerResponse.status(302).header("Location", consolePath + "/").build())
        .GET(
            "/login",
            request ->
                ServerResponse.ok()
                    .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
                    .body(page.html(request.servletRequest())))
        .GET(
            "/login.css",
            request ->
                ServerResponse.ok()
                    .contentType(new MediaType("text", "css", StandardCharsets.UTF_8))
                    .body(new ClassPathResource("io/twinbox/server/login.css")))
        .build();
  }

  private static List<ClientRegistration> providers(
      @org.jspecify.annotations.Nullable ClientRegistrationRepository clients) {
    return clients instanceof Iterable<?> several
        ? StreamSupport.stream(several.spliterator(), false)
            .map(ClientRegistration.class::cast)
            .toList()
        : List.of();
  }
}
