package io.twinbox.spring.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;

/** Takes Kafka's address and security from {@code spring.kafka.*} and from connection details. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@ConditionalOnBean({KafkaConnectionDetails.class, KafkaProperties.class})
public final class TwinboxKafkaAutoConfiguration {

  /** Meant for KafkaTemplate and listeners: Twinbox speaks bytes, and each consumer is a group. */
  private static final Set<String> NOT_OURS =
      Set.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG);

  @Bean
  @ConditionalOnMissingBean
  KafkaConnection twinboxKafka(KafkaProperties properties, KafkaConnectionDetails details) {
    KafkaProperties untouched = new KafkaProperties();
    return new KafkaConnection(
        merged(
            chosen(properties.buildProducerProperties(), untouched.buildProducerProperties()),
            details.getProducer()),
        merged(
            chosen(properties.buildConsumerProperties(), untouched.buildConsumerProperties()),
            details.getConsumer()));
  }

  /**
   * What the application has set. Boot fills in defaults of its own, such as to read records of
   * aborted transactions: nobody has asked for them.
   */
  private static Map<String, Object> chosen(Map<String, Object> all, Map<String, Object> defaults) {
    Map<String, Object> chosen = new HashMap<>(all);
    chosen.entrySet().removeAll(defaults.entrySet());
    return chosen;
  }

  private static Map<String, Object> merged(
      Map<String, Object> configured, KafkaConnectionDetails.Configuration details) {
    Map<String, Object> merged = new HashMap<>(configured);
    merged.keySet().removeAll(NOT_OURS);
    merged.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        String.join(",", details.getBootstrapServers()));
    String securityProtocol = details.getSecurityProtocol();
    if (securityProtocol != null && !securityProtocol.isEmpty()) {
      merged.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, securityProtocol);
    }
    SslBundle bundle = details.getSslBundle();
    if (bundle != null) {
      // As Boot does for its own clients: no Kafka property says it, so none of those built has it.
      merged.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
      merged.put(SslBundle.class.getName(), bundle);
    }
    return merged;
  }
}
