package io.twinbox.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of the starter's rooms. */
class SpringArchitectureTest {
  private static final String ROOT = "io.twinbox.spring";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".database",
        ".kafka",
        ".topics",
        ".outbox",
        ".events",
        ".modulith",
        ".relay",
        ".channels",
        ".inbox",
        ".observe",
        ".tracing"
      })
  void everyRoomIsLookedAt(String room) {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains(ROOT + room);
  }

  @Test
  void roomsAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void whatApplicationsSeeKnowsNothingOfTheWiring() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".*..")
        .check(CLASSES);
  }

  @Test
  void relayAndInboxDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".relay")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".inbox", ROOT + ".outbox")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".inbox")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".relay")
        .check(CLASSES);
  }

  @Test
  void sqlStaysInJdbcAndKafkaInKafka() {
    noClasses()
        .should()
        .callCodeUnitWhere(
            JavaCall.Predicates.target(owner(assignableTo(Statement.class))).forSubtype())
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("org.apache.kafka..").and(not(resideInAnyPackage(ROOT + ".kafka"))))
        .check(CLASSES);
  }
}
