package io.twinbox.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Whether somebody was told to guard the server, and where it listens.
 *
 * @param isGuarded there are users, or an identity provider
 * @param address where it listens
 */
record Exposure(boolean isGuarded, String address) {

  static Exposure of(ServerProperties properties, Environment environment) {
    Binder binder = Binder.get(environment);
    boolean provider =
        binder
                .bind(
                    "spring.security.oauth2.client.registration", Bindable.of(java.util.Map.class))
                .isBound()
            || binder
                .bind("spring.security.oauth2.resourceserver.jwt", Bindable.of(java.util.Map.class))
                .isBound();
    return new Exposure(
        provider || !properties.users().isEmpty(),
        environment.getProperty("server.address", "0.0.0.0"));
  }

  /**
   * Refuses to be reached by others as long as nobody has said who they are.
   *
   * @throws IllegalStateException if they could
   */
  void requireLoopbackOrGuard() {
    if (!isGuarded && !isLoopback()) {
      throw new IllegalStateException(
          "server.address is "
              + address
              + ", which others can reach, and nobody is named who may sign in: configure"
              + " twinbox.server.users or an identity provider (spring.security.oauth2), or leave"
              + " server.address at 127.0.0.1");
    }
  }

  private boolean isLoopback() {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
