package io.twinbox.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an application is told: properties as arguments, which every user of the machine can read,
 * and secrets in its environment. Immutable.
 */
public final class Settings {
  private final Map<String, String> properties;
  private final Map<String, String> environment;

  private Settings(Map<String, String> properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /** Nothing yet. */
  public static Settings none() {
    return new Settings(Map.of(), Map.of());
  }

  /** The same with {@code --name=value}; a later one wins. */
  public Settings property(String name, String value) {
    return new Settings(with(properties, name, value), environment);
  }

  /** The same with a variable of the environment. */
  public Settings environment(String name, String value) {
    return new Settings(properties, with(environment, name, value));
  }

  /** All of these, then all of those. */
  Settings and(Settings more) {
    Settings all = this;
    for (Map.Entry<String, String> one : more.properties.entrySet()) {
      all = all.property(one.getKey(), one.getValue());
    }
    for (Map.Entry<String, String> one : more.environment.entrySet()) {
      all = all.environment(one.getKey(), one.getValue());
    }
    return all;
  }

  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return arguments;
  }

  Map<String, String> environment() {
    return environment;
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> copy = new LinkedHashMap<>(map);
    copy.put(name, value);
    return copy;
  }
}
