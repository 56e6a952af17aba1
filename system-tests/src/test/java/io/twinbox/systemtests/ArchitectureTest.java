package io.twinbox.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The map of the rooms: who may import what. An empty choice of classes fails a rule (ArchUnit's
 * default), so that no rule can pass because a package was renamed.
 */
class ArchitectureTest {

  private static final String ROOT = "io.twinbox";
  private static final String SPI = "io.twinbox.spi";
  private static final String ADMIN = "io.twinbox.admin";
  private static final String ENGINE = "io.twinbox.engine";
  private static final String RELAY = "io.twinbox.relay";
  private static final String INBOX = "io.twinbox.inbox";
  private static final String TESTING = "io.twinbox.testing";
  private static final String JSON = "io.twinbox.json";
  private static final String JDBC = "io.twinbox.jdbc";
  private static final String KAFKA = "io.twinbox.kafka";
  private static final String DELIVERY = "io.twinbox.delivery";
  private static final String WEBHOOK = "io.twinbox.webhook";
  private static final String MAIL = "io.twinbox.mail";
  private static final String DEV_SERVICES = "io.twinbox.devservices";
  private static final String CHECKER = "io.twinbox.checker";
  private static final String PATIENCE = "io.twinbox.patience";
  private static final String DEMO = "io.twinbox.demo";
  private static final String BENCHMARKS = "io.twinbox.benchmarks";
  private static final String LAUNCHER = "io.twinbox.launcher";
  private static final String CLI = "io.twinbox.cli";

  /** What users have on their class paths. */
  private static final String[] PRODUCT = {
    ROOT, SPI, ADMIN, ENGINE, RELAY, DELIVERY, INBOX, TESTING, JSON, JDBC, KAFKA, WEBHOOK, MAIL
  };

  /** What stands outside the product and looks at it: free to speak to databases and brokers. */
  private static final String[] WORKBENCH = {DEV_SERVICES, CHECKER, DEMO, LAUNCHER, BENCHMARKS};

  private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.twinbox..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        ROOT,
        SPI,
        ENGINE,
        RELAY,
        DELIVERY,
        INBOX,
        TESTING,
        JSON,
        JDBC,
        KAFKA,
        WEBHOOK,
        MAIL,
        DEV_SERVICES,
        CHECKER,
        PATIENCE,
        DEMO,
        BENCHMARKS,
        LAUNCHER,
        CLI
      })
  void everyRoomIsLookedAt(String room) {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains(room);
  }

  @Test
  void packagesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .assignedFrom(new OneSlicePerPackage())
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void theVocabularyImportsNothingOfOurs() {
    mayUseOfOurs(ROOT).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {SPI, ADMIN, JSON})
  void portsAndCodecKnowTheVocabularyOnly(String room) {
    mayUseOfOurs(room, ROOT).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {ENGINE, DELIVERY, TESTING, KAFKA})
  void whatStandsOnThePortsKnowsNoneOfItsNeighbours(String room) {
    mayUseOfOurs(room, ROOT, SPI).check(CLASSES);
  }

  @Test
  void channelsKnowThePortsAndHowSlowDestinationsAreServed() {
    mayUseOfOurs(WEBHOOK, ROOT, SPI, DELIVERY).check(CLASSES);
    mayUseOfOurs(MAIL, ROOT, SPI, DELIVERY, JSON).check(CLASSES);
  }

  @Test
  void theRelayKnowsThePortsAndWhatItSharesWithTheInbox() {
    mayUseOfOurs(RELAY, ROOT, SPI, ENGINE).check(CLASSES);
  }

  @Test
  void theInboxKnowsThePortsWhatItSharesWithTheRelayAndTheCodecItFallsBackTo() {
    mayUseOfOurs(INBOX, ROOT, SPI, ENGINE, JSON).check(CLASSES);
  }

  @Test
  void whatRelayAndInboxShareIsUsedByNobodyElse() {
    noClasses()
        .that(not(resideInAnyPackage(ENGINE, RELAY, INBOX)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ENGINE)
        .check(CLASSES);
  }

  @Test
  void jdbcKnowsTheInterfacesItFulfilsAndNoneOfItsNeighbours() {
    mayUseOfOurs(JDBC, ROOT, SPI, ADMIN).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {DEV_SERVICES, CHECKER, PATIENCE})
  void whatJudgesTheProductDoesNotImportIt(String room) {
    mayUseOfOurs(room).check(CLASSES);
  }

  @Test
  void whatStartsTheExamplesKnowsTheServersOnly() {
    mayUseOfOurs(LAUNCHER, DEV_SERVICES).check(CLASSES);
  }

  @Test
  void coreStandsOnNoLibraryButSlf4jAndTheMakerOfIds() {
    classes()
        .that()
        .resideInAnyPackage(ROOT, SPI, ADMIN, ENGINE, RELAY, DELIVERY, INBOX, TESTING)
        .should()
        .onlyDependOnClassesThat(
            OURS.or(
                resideInAnyPackage(
                    "java..", "javax.sql", "org.slf4j..", "org.jspecify..", "com.github.f4b6a3..")))
        .check(CLASSES);
  }

  @Test
  void coreKnowsTheConnectionAndNothingElseOfJdbc() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, SPI, INBOX, TESTING)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.sql..", "javax.sql..")
                .and(not(belongToAnyOf(Connection.class, SQLException.class))))
        .check(CLASSES);
  }

  @Test
  void operatorsRelayAndCodecKnowNothingOfJdbc() {
    noClasses()
        .that()
        .resideInAnyPackage(ADMIN, ENGINE, RELAY, DELIVERY, JSON, WEBHOOK, MAIL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void sqlIsRunInJdbcOnly() {
    noClasses()
        .that(not(resideInAnyPackage(WORKBENCH)).and(not(resideInAPackage(JDBC))))
        .should()
        .callCodeUnitWhere(callOf(assignableTo(Statement.class)))
        .orShould()
        .callCodeUnitWhere(
            callOf(assignableTo(Connection.class)).and(nameMatching("prepare.*|createStatement")))
        .check(CLASSES);
  }

  @Test
  void kafkaIsSpokenInKafkaOnly() {
    noClasses()
        .that(not(resideInAnyPackage(WORKBENCH)).and(not(resideInAPackage(KAFKA))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "kafka..")
        .check(CLASSES);
  }

  @Test
  void httpIsSpokenInWebhookOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(PRODUCT)
        .and(not(resideInAPackage(WEBHOOK)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hc..", "java.net.http..", "com.sun.net.httpserver..")
        .check(CLASSES);
  }

  @Test
  void mailIsSpokenInMailOnly() {
    noClasses()
        .that(not(resideInAPackage(MAIL)).and(not(resideInAPackage(LAUNCHER))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.mail..", "jakarta.activation..", "org.eclipse.angus..")
        .check(CLASSES);
  }

  @Test
  void springIsForTheStarterWhatStandsOnItAndItsBenchmarks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.twinbox.spring..",
            "io.twinbox.console..",
            "io.twinbox.server..",
            "io.twinbox.benchmarks..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(CLASSES);
  }

  @Test
  void theProductWritesToItsLogOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(PRODUCT)
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*[.$](Abstract\\w*|Base[A-Z]\\w*|\\w*(Utils?|Helper|Manager|Impl))")
        .check(CLASSES);
  }

  /** Of our own classes, those of a room may use those of the same room and of the named ones. */
  private static ArchRule mayUseOfOurs(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            OURS.and(not(resideInAPackage(room))).and(not(resideInAnyPackage(others))));
  }

  private static DescribedPredicate<JavaCall<?>> callOf(DescribedPredicate<JavaClass> type) {
    return JavaCall.Predicates.target(owner(type)).forSubtype();
  }

  private static DescribedPredicate<JavaCall<?>> nameMatching(String pattern) {
    return DescribedPredicate.describe(
        "of a method named " + pattern,
        call -> {
          CodeUnitCallTarget target = call.getTarget();
          return target.getName().matches(pattern);
        });
  }

  private static final class OneSlicePerPackage implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "one slice per package";
    }
  }
}
