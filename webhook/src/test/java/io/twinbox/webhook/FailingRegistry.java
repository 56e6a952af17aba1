package io.twinbox.webhook;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Somebody's registry: has a secret where a reference belongs, and can disable nothing. */
final class FailingRegistry implements EndpointRegistry {
  private final URI url;

  FailingRegistry(URI url) {
    this.url = url;
  }

  @Override
  public Optional<Endpoint> find(String name) {
    String secret = name.equals("wrong") ? "whsec_geheim" : "test:new";
    return Optional.of(new Endpoint(name, url, List.of(secret)));
  }

  @Override
  public Optional<String> disabledBecause(String name) {
    return Optional.empty();
  }

  @Override
  public void disable(String name, String reason) {
    throw new IllegalStateException("read only");
  }

  @Override
  public void enable(String name) {}
}
