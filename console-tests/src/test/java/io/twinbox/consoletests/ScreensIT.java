package io.twinbox.consoletests;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The page in a real browser, on made-up answers: every fault at once, a silent server, roles, both
 * themes and languages, a phone. What it does on real data is {@code ConsoleIT}'s.
 */
class ScreensIT {
  @TestFactory
  List<DynamicTest> theScreensShowWhatTheyAreTold() {
    Equipment.demand(Equipment.NODE, Equipment.NODE_MODULES, Equipment.CHROMIUM);
    return NodeTests.run("screens.test.mjs", Map.of());
  }
}
