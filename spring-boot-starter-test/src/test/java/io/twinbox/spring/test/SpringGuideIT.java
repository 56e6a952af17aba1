package io.twinbox.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An application made of the guide's own lines and nothing else, in a JVM of its own, on the class
 * path that Maven makes of the guide's own dependency.
 */
class SpringGuideIT {
  private static final Path GUIDE = Path.of("..", "docs", "spring.md");
  private static final Path MODULE = Path.of("..", "examples", "spring-guide");

  /** Says where things are, as an editor does for whoever types the guide's lines. */
  private static final String IMPORTS =
      """
      package guide;
      import io.twinbox.spring.*;
      import org.springframework.jdbc.core.simple.JdbcClient;
      import org.springframework.stereotype.*;
      import org.springframework.transaction.annotation.Transactional;
      """;

  /** What everybody has who begins with Spring Boot. */
  private static final String APPLICATION =
      """
      package guide;
      @org.springframework.boot.autoconfigure.SpringBootApplication
      public class Application {
        public static void main(String[] arguments) {
          org.springframework.boot.SpringApplication.run(Application.class, arguments);
        }
      }
      """;

  /** Whoever uses the application: calls the guide's service once. */
  private static final String CUSTOMER =
      """
      package guide;
      @org.springframework.stereotype.Component
      class Customer implements org.springframework.boot.ApplicationRunner {
        private final Orders orders;
        Customer(Orders orders) {
          this.orders = orders;
        }
        public void run(org.springframework.boot.ApplicationArguments arguments) {
          if (!orders.place("o-1", "c-1", 42).awaitPublished(java.time.Duration.ofSeconds(30))) {
            throw new IllegalStateException("not published");
          }
        }
      }
      """;

  private final String url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
  private final JdbcClient sql = JdbcClient.create(new DriverManagerDataSource(url));

  @TempDir Path directory;

  @Test
  void theFourStepsMakeAnApplicationThatWorks() throws Exception {
    String guide = Files.readString(GUIDE);
    requireTheGuidesDependency(guide);
    compile(blocks(guide, "java"));
    Files.writeString(
        directory.resolve("application.properties"), blocks(guide, "properties").get(0));
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic("order-events", 4, Map.of());
    sql.sql("CREATE TABLE orders (id text, amount bigint)").update();
    sql.sql("CREATE TABLE payments (id text, amount bigint)").update();

    Path log = directory.resolve("log");
    Process application = start(kafka, log);
    try {
      await().until(() -> !application.isAlive() || payments().equals(List.of(42L)) || failed(log));
      assertThat(payments()).as(Files.readString(log)).containsExactly(42L);

      assertThat(application.isAlive()).as("it has handlers, and goes on: %s", log).isTrue();
      application.destroy();
      assertThat(application.waitFor(30, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
      assertThat(Files.readString(log)).doesNotContain(" ERROR ");
    } finally {
      application.destroyForcibly();
    }
  }

  private static boolean failed(Path log) throws IOException {
    return Files.readString(log).contains("APPLICATION FAILED TO START");
  }

  private List<Long> payments() {
    return sql.sql("SELECT amount FROM payments WHERE id = 'o-1'").query(Long.class).list();
  }

  /** The class path is that of a pom, and the pom must have what the guide says. */
  private static void requireTheGuidesDependency(String guide) throws IOException {
    String pom = Files.readString(MODULE.resolve("pom.xml"));
    assertThat(words(pom)).contains(words(blocks(guide, "xml").get(0)));
    Matcher gradle = Pattern.compile("implementation\\(\"(.+?):(.+?):(.+?)\"\\)").matcher(guide);
    assertThat(gradle.find()).isTrue();
    assertThat(words(pom))
        .contains(
            "<groupId>%s</groupId> <artifactId>%s</artifactId> <version>%s</version>"
                .formatted(gradle.group(1), gradle.group(2), gradle.group(3)));
  }

  private static String words(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** As the build of the module has written it down: what Maven resolves. */
  private static String classPath(String file) throws IOException {
    return Files.readString(MODULE.resolve(Path.of("target", file))).strip();
  }

  private Process start(EmbeddedKafka kafka, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            directory + File.pathSeparator + classPath("class-path"),
            "guide.Application",
            "--spring.datasource.url=" + url,
            "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private void compile(List<String> blocks) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", directory.toString(), "-proc:none"));
    arguments.addAll(List.of("-cp", classPath("compile-class-path")));
    arguments.add(write("Application", APPLICATION));
    arguments.add(write("Customer", CUSTOMER));
    for (String block : blocks) {
      Matcher type = Pattern.compile("public (?:class|record) (\\w+)").matcher(block);
      assertThat(type.find()).as(block).isTrue();
      arguments.add(write(type.group(1), IMPORTS + block));
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }

  private String write(String name, String source) throws IOException {
    Path file = directory.resolve(name + ".java");
    Files.writeString(file, source);
    return file.toString();
  }

  /** What stands in fences of that language, its indentation taken away. */
  private static List<String> blocks(String guide, String language) {
    Matcher fences = Pattern.compile("(?ms)^ *```" + language + "\\n(.*?)^ *```$").matcher(guide);
    List<String> blocks = new ArrayList<>();
    while (fences.find()) {
      blocks.add(fences.group(1).stripIndent());
    }
    assertThat(blocks).isNotEmpty();
    return blocks;
  }
}
