package org.strideml.kernels.opencl;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.strideml.kernels.NoDeviceException;

/**
 * Arrays the collector leaves where they are.
 *
 * <p>When the Java array behind a device buffer moves, Aparapi throws the buffer away and builds
 * another from the array's stale contents. G1 keeps arrays of more than half a region in regions of
 * their own and does not move them; the other collectors move everything.
 */
final class HumongousArrays {
  private HumongousArrays() {}

  /**
   * @throws NoDeviceException when this JVM runs another collector
   */
  static void requireG1() {
    List<String> collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .toList();
    requireG1(collectors);
  }

  static void requireG1(List<String> collectors) {
    if (collectors.isEmpty() || !collectors.stream().allMatch(name -> name.startsWith("G1"))) {
      throw new NoDeviceException(
          "backend opencl needs the G1 collector, this JVM runs "
              + collectors
              + ", which moves the array behind the device's memory and loses what the device"
              + " computed; start the JVM with -XX:+UseG1GC (Spark: --conf"
              + " spark.driver.defaultJavaOptions=-XX:+UseG1GC --conf"
              + " spark.executor.defaultJavaOptions=-XX:+UseG1GC)");
    }
  }

  /** Elements a {@code float[]} needs to be safely humongous: two regions. */
  static int leastElements() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long regionBytes = Long.parseLong(hotSpot.getVMOption("G1HeapRegionSize").getValue());
    return Math.toIntExact(2 * regionBytes / Float.BYTES);
  }
}
