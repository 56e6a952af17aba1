package io.twinbox.console.boot;

import io.twinbox.console.ConsoleDatabases;
import io.twinbox.console.live.LagWindow;
import io.twinbox.console.live.LagWindows;
import io.twinbox.spring.database.TwinboxDatabase;
import io.twinbox.spring.database.TwinboxDatabaseAutoConfiguration;
import io.twinbox.spring.inbox.InboxLifecycle;
import io.twinbox.spring.relay.RelayLifecycle;
import io.twinbox.spring.relay.TwinboxRelayAutoConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The application's own database as the console shows it. */
@AutoConfiguration(
    after = {TwinboxDatabaseAutoConfiguration.class},
    before = TwinboxRelayAutoConfiguration.class)
public final class ConsoleDatabaseAutoConfiguration {
  /** The name of the one database of an application. */
  static final String NAME = "default";

  @Bean
  @ConditionalOnMissingBean
  LagWindows twinboxConsoleLags() {
    return new LagWindows();
  }

  /** Where the application has a database of Twinbox, and has not said which ones are shown. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(TwinboxDatabase.class)
  @ConditionalOnMissingBean(ConsoleDatabases.class)
  static class Own {
    @Bean
    ConsoleDatabases twinboxConsoleDatabases(
        TwinboxDatabase database,
        ObjectProvider<RelayLifecycle> relay,
        ObjectProvider<InboxLifecycle> inbox) {
      return new ConsoleDatabases(
          List.of(
              DatabasePorts.of(
                  NAME,
                  database.dataSource(),
                  database.schema(),
                  () -> relay.stream().flatMap(it -> it.status().stream()).toList(),
                  () -> promises(relay, inbox))));
    }

    @Bean
    LagWindow twinboxConsoleLag(LagWindows windows) {
      return windows.of(NAME);
    }

    private static List<String> promises(
        ObjectProvider<RelayLifecycle> relay, ObjectProvider<InboxLifecycle> inbox) {
      List<String> promises = new ArrayList<>();
      relay.stream().forEach(it -> promises.addAll(it.promises()));
      inbox.stream().forEach(it -> it.promises().values().forEach(promises::addAll));
      return promises;
    }
  }
}
