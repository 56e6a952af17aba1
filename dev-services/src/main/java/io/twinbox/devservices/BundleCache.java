package io.twinbox.devservices;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where the servers' programs are unpacked, once per machine and content. Several JVMs may ask at
 * the same time: one unpacks under a lock, and a directory appears by a rename, complete or not at
 * all.
 */
final class BundleCache {
  /** System property that names another directory. */
  static final String PROPERTY = "twinbox.devservices.cache";

  private static final Object IN_THIS_JVM = new Object();

  private BundleCache() {}

  /** Writes the content of a bundle into a new, empty directory. */
  @FunctionalInterface
  interface Unpacking {
    void into(Path directory) throws IOException;
  }

  /**
   * The directory that holds the bundle of this name.
   *
   * @param name changes whenever the content does
   */
  static Path directory(String name, Unpacking unpacking) {
    try {
      Path root = root();
      Path wanted = root.resolve(name);
      // File locks belong to the whole JVM: its threads have to queue up before.
      synchronized (IN_THIS_JVM) {
        if (!Files.isDirectory(wanted)) {
          unpackUnderLock(root, wanted, unpacking);
        }
      }
      return wanted;
    } catch (IOException e) {
      throw new DevServiceException("Could not unpack " + name, e);
    }
  }

  /** A name for this content that no other content has. */
  static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void unpackUnderLock(Path root, Path wanted, Unpacking unpacking)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid() || Files.isDirectory(wanted)) {
        return;
      }
      Path unfinished = Files.createTempDirectory(root, "unfinished-");
      try {
        unpacking.into(unfinished);
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(unfinished, wanted, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Directories.delete(unfinished);
      }
    }
  }

  private static Path root() throws IOException {
    String configured = System.getProperty(PROPERTY);
    if (configured != null) {
      return Files.createDirectories(Path.of(configured).toAbsolutePath());
    }
    if (ProcessIdentity.current() == ProcessIdentity.NOBODY) {
      return readableByNobody();
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return Files.createDirectories(caches.resolve("twinbox").toAbsolutePath());
  }

  /**
   * Root's home is closed to others. A name in the temporary directory could be somebody's trap.
   */
  private static Path readableByNobody() throws IOException {
    Path root = Path.of(System.getProperty("java.io.tmpdir"), "twinbox-cache-of-root");
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    Object owner = Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (!Integer.valueOf(0).equals(owner) || !Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(root + " is not a directory of root's; set -D" + PROPERTY);
    }
    return root;
  }
}
