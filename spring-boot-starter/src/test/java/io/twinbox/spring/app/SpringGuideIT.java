package io.twinbox.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.spring.Appended;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An application made of the guide's own lines and nothing else. */
class SpringGuideIT {
  private static final Path GUIDE = Path.of("..", "docs", "spring.md");
  private static final String IMPORTS =
      """
      package guide;
      import io.twinbox.spring.*;
      import org.springframework.jdbc.core.simple.JdbcClient;
      import org.springframework.stereotype.*;
      import org.springframework.transaction.annotation.Transactional;
      """;
  private static final String APPLICATION =
      """
      package guide;
      @org.springframework.boot.autoconfigure.SpringBootApplication
      public class Application {}
      """;

  @TempDir Path directory;

  @Test
  void theFourStepsMakeAnApplicationThatWorks() throws Exception {
    String guide = Files.readString(GUIDE);
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic("order-events", 4, Map.of());
    String url = EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase();
    compile(blocks(guide, "java"));

    try (URLClassLoader classes =
            new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
        ConfigurableApplicationContext app = run(classes, guide, url, kafka)) {
      JdbcClient sql = app.getBean(JdbcClient.class);
      sql.sql("CREATE TABLE orders (id text, amount bigint)").update();
      sql.sql("CREATE TABLE payments (id text, amount bigint)").update();

      Object orders = app.getBean(classes.loadClass("guide.Orders"));
      Method place = orders.getClass().getMethod("place", String.class, String.class, long.class);
      Appended handle = (Appended) place.invoke(orders, "o-1", "c-1", 42L);

      assertThat(handle.awaitPublished(Duration.ofSeconds(30))).isTrue();
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          sql.sql("SELECT amount FROM payments WHERE id = 'o-1'")
                              .query(Long.class)
                              .list())
                      .containsExactly(42L));
    }
  }

  private static ConfigurableApplicationContext run(
      URLClassLoader classes, String guide, String url, EmbeddedKafka kafka) throws Exception {
    Properties properties = new Properties();
    properties.load(new StringReader(blocks(guide, "properties").get(0)));
    SpringApplication application =
        new SpringApplication(
            new DefaultResourceLoader(classes), classes.loadClass("guide.Application"));
    properties.put("spring.datasource.url", url);
    properties.put("spring.kafka.bootstrap-servers", kafka.bootstrapServers());
    List<String> arguments = new ArrayList<>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return application.run(arguments.toArray(String[]::new));
  }

  private void compile(List<String> blocks) throws IOException {
    List<String> files = new ArrayList<>();
    files.add(write("Application", APPLICATION));
    for (String block : blocks) {
      Matcher type = Pattern.compile("public (?:class|record) (\\w+)").matcher(block);
      assertThat(type.find()).as(block).isTrue();
      files.add(write(type.group(1), IMPORTS + block));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-parameters",
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    arguments.addAll(files);
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
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
