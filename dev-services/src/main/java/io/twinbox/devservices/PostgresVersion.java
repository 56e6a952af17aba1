package io.twinbox.devservices;

/** The PostgreSQL versions that can be started, several of them side by side. */
public enum PostgresVersion {
  /** PostgreSQL 15. */
  V15("15"),
  /** PostgreSQL 18, the newest and the default. */
  V18("18");

  /** What a builder starts unless told otherwise. */
  public static final PostgresVersion DEFAULT = V18;

  private final String major;

  PostgresVersion(String major) {
    this.major = major;
  }

  /** The major version as PostgreSQL writes it, for example {@code 18}. */
  public String major() {
    return major;
  }
}
