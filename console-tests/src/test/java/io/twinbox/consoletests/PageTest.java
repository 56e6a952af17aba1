package io.twinbox.consoletests;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What can be said of the page without a browser: its words, its size, and what it never does. */
class PageTest {
  @TestFactory
  List<DynamicTest> thePageKeepsItsRules() {
    Equipment.demand(Equipment.NODE, Equipment.NODE_MODULES);
    return NodeTests.run("page.test.mjs", Map.of());
  }
}
