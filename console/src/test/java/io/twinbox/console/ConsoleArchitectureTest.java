package io.twinbox.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of the console's rooms. */
class ConsoleArchitectureTest {
  private static final String ROOT = "io.twinbox.console";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @ParameterizedTest
  @ValueSource(strings = {"", ".http", ".live", ".api", ".security", ".boot"})
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
  void whatOthersSeeKnowsNothingOfTheWiring() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".*..")
        .check(CLASSES);
  }

  @Test
  void routesKnowThePortsAndNeitherDatabaseNorStarter() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, ROOT + ".http", ROOT + ".live", ROOT + ".api", ROOT + ".security")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "io.twinbox.jdbc..", "io.twinbox.spring..")
        .check(CLASSES);
  }

  @Test
  void requestsAreAnsweredWithoutTheApplicationsConvertersAndAdvices() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework.web.bind..")
        .check(CLASSES);
  }
}
