package io.twinbox.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheIT {
  @TempDir Path root;

  @BeforeEach
  void useAnotherRoot() {
    System.setProperty(BundleCache.PROPERTY, root.toString());
  }

  @AfterEach
  void useTheUsualRoot() {
    System.clearProperty(BundleCache.PROPERTY);
  }

  @Test
  void oneUnpacksAndTheOthersWait() {
    AtomicInteger unpackings = new AtomicInteger();
    List<CompletableFuture<Path>> askers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      askers.add(
          CompletableFuture.supplyAsync(
              () -> {
                return BundleCache.directory("tools", into -> unpack(into, unpackings));
              },
              command -> new Thread(command).start()));
    }
    assertThat(askers).allSatisfy(asker -> assertThat(asker.join()).isNotEmptyDirectory());
    assertThat(unpackings).hasValue(1);
  }

  @Test
  void whatWasNotUnpackedToTheEndIsNotThere() throws IOException {
    assertThatThrownBy(
            () ->
                BundleCache.directory(
                    "tools",
                    into -> {
                      Files.writeString(into.resolve("half"), "half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(DevServiceException.class)
        .hasRootCauseMessage("disk full");
    assertThat(root).isDirectoryNotContaining(Files::isDirectory);
    AtomicInteger unpackings = new AtomicInteger();
    BundleCache.directory("tools", into -> unpack(into, unpackings));
    assertThat(unpackings).hasValue(1);
  }

  private static void unpack(Path directory, AtomicInteger unpackings) throws IOException {
    unpackings.incrementAndGet();
    Files.writeString(directory.resolve("tool"), "content");
  }
}
