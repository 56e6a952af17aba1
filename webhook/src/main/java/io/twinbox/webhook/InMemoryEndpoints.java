package io.twinbox.webhook;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Endpoints of this process, from code or from properties. Which are disabled is forgotten with the
 * process; a receiver that is gone will say so again. Thread-safe.
 */
public final class InMemoryEndpoints implements EndpointRegistry {
  private static final String URL = ".url";
  private static final String SECRETS = ".secrets";

  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final Map<String, String> disabled = new ConcurrentHashMap<>();

  /** Starts without endpoints. */
  public InMemoryEndpoints() {}

  /** Endpoints that are there from the start. */
  public static InMemoryEndpoints of(Endpoint... endpoints) {
    InMemoryEndpoints registry = new InMemoryEndpoints();
    Arrays.stream(endpoints).forEach(registry::put);
    return registry;
  }

  /**
   * Endpoints from properties: {@code NAME.url} and {@code NAME.secrets}, the references separated
   * by commas.
   *
   * @throws IllegalArgumentException naming the first property that is unknown, missing or wrong
   */
  public static InMemoryEndpoints of(Map<String, String> properties) {
    InMemoryEndpoints registry = new InMemoryEndpoints();
    for (String property : properties.keySet()) {
      if (property.endsWith(URL)) {
        String name = property.substring(0, property.length() - URL.length());
        registry.put(new Endpoint(name, url(properties, property), secrets(properties, name)));
      } else if (!property.endsWith(SECRETS)) {
        throw new IllegalArgumentException(
            "unknown property " + property + ": endpoints have NAME.url and NAME.secrets");
      } else if (!properties.containsKey(property.replaceAll("\\.secrets$", URL))) {
        throw new IllegalArgumentException(property + " is there, but the url is missing");
      }
    }
    return registry;
  }

  private static URI url(Map<String, String> properties, String property) {
    try {
      return URI.create(properties.getOrDefault(property, "").trim());
    } catch (IllegalArgumentException e) {
      // Without the cause: its message repeats the URL, which may contain a secret.
      throw new IllegalArgumentException(property + " is no URL");
    }
  }

  private static List<String> secrets(Map<String, String> properties, String name) {
    return Arrays.stream(properties.getOrDefault(name + SECRETS, "").split(",", -1))
        .map(String::trim)
        .filter(reference -> !reference.isEmpty())
        .toList();
  }

  /** Adds an endpoint, or replaces the one of that name; a replaced one is enabled. */
  public void put(Endpoint endpoint) {
    endpoints.put(endpoint.name(), endpoint);
    disabled.remove(endpoint.name());
  }

  /** Removes an endpoint: its entries fail from now on, and become dead letters in the end. */
  public void remove(String name) {
    endpoints.remove(name);
    disabled.remove(name);
  }

  @Override
  public Optional<Endpoint> find(String name) {
    return Optional.ofNullable(endpoints.get(name));
  }

  @Override
  public Optional<String> disabledBecause(String name) {
    return Optional.ofNullable(disabled.get(name));
  }

  @Override
  public void disable(String name, String reason) {
    disabled.put(name, reason);
  }

  @Override
  public void enable(String name) {
    disabled.remove(name);
  }
}
