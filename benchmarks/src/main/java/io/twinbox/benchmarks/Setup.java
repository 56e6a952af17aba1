package io.twinbox.benchmarks;

import java.util.List;

/**
 * What all contenders of a run share.
 *
 * @param workload the data
 * @param jvmArguments of each contender's JVM
 */
record Setup(Workload workload, List<String> jvmArguments) {
  Setup {
    jvmArguments = List.copyOf(jvmArguments);
  }
}
