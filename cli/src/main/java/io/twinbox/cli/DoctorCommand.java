package io.twinbox.cli;

import io.twinbox.jdbc.DatabaseDoctor;
import io.twinbox.jdbc.DatabaseDoctor.Duty;
import io.twinbox.kafka.KafkaDoctor;
import io.twinbox.spi.Diagnosis;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code twinbox doctor}. */
@Command(
    name = "doctor",
    description = {
      "Looks for what is wrong or will be: database, rights, schema, clocks, poolers, relays,",
      "consumers, and Kafka if it is named. Changes nothing. Exit code 1 if anything was found."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AdminOptions options;

  @Option(
      names = "--duty",
      paramLabel = "DUTY",
      split = ",",
      description = "What the role is for; its rights are looked at: ${COMPLETION-CANDIDATES}.")
  private Set<Duty> duties = EnumSet.noneOf(Duty.class);

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Kafka, to look at it too.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of Kafka's clients: security, above all.")
  private @Nullable Path kafkaConfig;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      split = ",",
      description = "Topics to look at beside those written to lately.")
  private List<String> topics = new ArrayList<>();

  @Override
  public Integer call() {
    if (bootstrapServers == null && kafkaConfig != null) {
      throw new ParameterException(
          spec.commandLine(), "--kafka-config wants --bootstrap-servers as well");
    }
    Map<String, String> kafka = kafkaProperties();
    DatabaseDoctor doctor =
        DatabaseDoctor.of(options.dataSource(), options.schema(), duties, InstantSource.system());
    List<Diagnosis> found = new ArrayList<>(doctor.examine());
    if (bootstrapServers != null) {
      boolean readable = found.stream().noneMatch(DoctorCommand::hidesTopics);
      Set<String> all = new LinkedHashSet<>(topics);
      if (readable) {
        all.addAll(doctor.topics());
      }
      found.addAll(KafkaDoctor.of(bootstrapServers, kafka).examine(all));
    }
    tell(found);
    return found.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Without a log there are no topics to be asked for. */
  private static boolean hidesTopics(Diagnosis found) {
    return found.code().startsWith("SCHEMA_")
        || found.code().equals("DATABASE_UNREACHABLE")
        || found.code().equals("POOLER_STATEMENT_MODE")
        || found.code().equals("MISSING_GRANT");
  }

  private Map<String, String> kafkaProperties() {
    Map<String, String> all = new LinkedHashMap<>();
    if (kafkaConfig != null) {
      Properties properties = new Properties();
      try (Reader in = Files.newBufferedReader(kafkaConfig)) {
        properties.load(in);
      } catch (IOException e) {
        throw new ParameterException(
            spec.commandLine(), "--kafka-config cannot be read: " + kafkaConfig, e);
      }
      properties.forEach((name, value) -> all.put(name.toString(), value.toString()));
    }
    return all;
  }

  private void tell(List<Diagnosis> found) {
    Told told = Told.to(spec);
    if (options.json) {
      told.json(Map.of("healthy", found.isEmpty(), "findings", found));
      return;
    }
    for (Diagnosis each : found) {
      told.line(each.code() + ": " + each.sentence());
      told.line("    " + each.remedy());
    }
    told.line(found.isEmpty() ? "Nothing found." : found.size() + " found.");
  }
}
