package io.twinbox.devservices;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The installed programs of one PostgreSQL version: {@code bin/initdb}, {@code bin/postgres}. */
final class PostgresPrograms {
  private static final Map<PostgresVersion, Path> UNPACKED = new EnumMap<>(PostgresVersion.class);
  private static final int OWNER_EXECUTE = 0100;

  private PostgresPrograms() {}

  /**
   * The directory above {@code bin}. The system property {@code twinbox.devservices.postgres-15}
   * (or {@code -18}) names an installed one, for machines this module brings no programs for.
   */
  static Path home(PostgresVersion version) {
    String installed = System.getProperty("twinbox.devservices.postgres-" + version.major());
    if (installed != null) {
      return Path.of(installed);
    }
    synchronized (UNPACKED) {
      return UNPACKED.computeIfAbsent(version, PostgresPrograms::unpack);
    }
  }

  private static Path unpack(PostgresVersion version) {
    String resource = "bundled/postgres-" + version.major() + "/postgres-" + platform() + ".txz";
    byte[] archive = read(resource);
    String name = "postgres-" + version.major() + "-" + BundleCache.hash(archive);
    return BundleCache.directory(
        name, directory -> extract(new ByteArrayInputStream(archive), directory));
  }

  private static String platform() {
    String arch = System.getProperty("os.arch");
    return switch (arch) {
      case "amd64" -> "linux-x86_64";
      case "aarch64" -> "linux-arm_64";
      default -> System.getProperty("os.name") + "-" + arch;
    };
  }

  private static byte[] read(String resource) {
    try (InputStream in = PostgresPrograms.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new DevServiceException(
            "No PostgreSQL for this machine ("
                + resource
                + " is missing). Install it and name its"
                + " directory by -Dtwinbox.devservices.postgres-<major version>=...");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DevServiceException("Could not read " + resource, e);
    }
  }

  private static void extract(InputStream archive, Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
          throw new IOException("Entry outside of the archive: " + entry.getName());
        }
        write(tar, entry, target);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    boolean program = (entry.getMode() & OWNER_EXECUTE) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
