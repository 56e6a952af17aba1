package io.twinbox.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** What our producers, consumers and admin clients have in common. */
final class ClientDefaults {
  private static final int REQUEST_TIMEOUT_MS = 10_000;
  private static final int LOOKUP_TIMEOUT_MS = 3_000;
  private static final int LOOKUP_REQUEST_TIMEOUT_MS = 2_500;

  private ClientDefaults() {}

  /** Work goes on within five seconds after the broker is back, whatever went before. */
  static Map<String, Object> connection() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    defaults.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, TopicCatalog.REFRESH.toMillis());
    defaults.put(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 50L);
    defaults.put(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000L);
    defaults.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    defaults.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    defaults.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000L);
    defaults.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 4_000L);
    return defaults;
  }

  /**
   * The admin client beside another client: what it knows of that one's properties, and the user's
   * that neither knows.
   *
   * @param client the other's properties
   * @param clientKnows the keys the other client knows
   */
  static Map<String, Object> admin(Map<String, Object> client, Set<String> clientKnows) {
    Set<String> known = AdminClientConfig.configNames();
    Map<String, Object> admin = new HashMap<>();
    client.forEach(
        (key, value) -> {
          if (known.contains(key) || !clientKnows.contains(key)) {
            admin.put(key, value);
          }
        });
    admin.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, LOOKUP_REQUEST_TIMEOUT_MS);
    admin.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, LOOKUP_TIMEOUT_MS);
    admin.put(CommonClientConfigs.RETRIES_CONFIG, Integer.MAX_VALUE);
    admin.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        client.get(CommonClientConfigs.CLIENT_ID_CONFIG) + "-admin");
    return admin;
  }
}
