package io.twinbox.benchmarks.idle;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import javax.sql.DataSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A Spring Boot application with a database and nothing to do: asks the database once, says how
 * long all that took, and ends. Whether Twinbox is part of it depends on the class path alone.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class IdleApplication {
  /** What the line with the time begins with. */
  public static final String READY = "twinbox-bench ready after ms:";

  /**
   * Starts the application and ends it.
   *
   * @param arguments properties as Spring takes them
   */
  public static void main(String[] arguments) {
    PrintStream answers = System.out;
    System.setOut(System.err);
    SpringApplication application = new SpringApplication(IdleApplication.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context = application.run(arguments)) {
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      answers.println(READY + (System.currentTimeMillis() - started));
      context.stop();
    }
  }

  /** Every application with a database opens its pool before it is ready. */
  @Bean
  ApplicationRunner asksOnce(DataSource dataSource) {
    return arguments -> new JdbcTemplate(dataSource).queryForObject("SELECT 1", Integer.class);
  }
}
