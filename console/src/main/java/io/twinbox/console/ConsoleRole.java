package io.twinbox.console;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What a user of the console may do. Without one of these he may do nothing. */
public enum ConsoleRole {
  /** Sees all but payloads, headers and texts of queries. */
  VIEWER,
  /** Sees payloads and headers too. */
  PAYLOAD_VIEWER,
  /** Acts: retry, discard, replay, pause, test messages. */
  OPERATOR,
  /** Sees what others run in the database as well. */
  ADMIN,
  /** Changes dead letters. Implied by none: who may write in others' names is said. */
  EDITOR;

  /** The authority of Spring Security that grants this role, unless others are configured. */
  public String authority() {
    return "ROLE_TWINBOX_" + name();
  }

  /** The given roles with all they imply. */
  public static Set<ConsoleRole> withImplied(Collection<ConsoleRole> granted) {
    Set<ConsoleRole> all = EnumSet.noneOf(ConsoleRole.class);
    granted.forEach(role -> all.addAll(role.andImplied()));
    return all;
  }

  private Set<ConsoleRole> andImplied() {
    return switch (this) {
      case VIEWER -> EnumSet.of(VIEWER);
      case PAYLOAD_VIEWER -> EnumSet.of(VIEWER, PAYLOAD_VIEWER);
      case OPERATOR -> EnumSet.of(VIEWER, PAYLOAD_VIEWER, OPERATOR);
      case ADMIN -> EnumSet.of(VIEWER, PAYLOAD_VIEWER, OPERATOR, ADMIN);
      case EDITOR -> EnumSet.of(VIEWER, PAYLOAD_VIEWER, EDITOR);
    };
  }
}
