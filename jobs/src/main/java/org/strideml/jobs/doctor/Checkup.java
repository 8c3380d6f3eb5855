package org.strideml.jobs.doctor;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.strideml.jobs.run.SparkStart;
import org.strideml.jobs.run.UnsupportedSparkException;
import org.strideml.jobs.terminal.Figures;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Precision;
import org.strideml.kernels.opencl.OpenClDevice;
import org.strideml.kernels.opencl.OpenClDevices;

/** Looks at this Java platform, its memory, its arithmetic, its devices and Spark. */
public final class Checkup {
  private static final long SMALL_HEAP = 1L << 30;
  private static final double SLOW_GFLOPS = 20;

  private Checkup() {}

  /** All findings, the most basic first. */
  public static List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(heap());
    findings.add(collector());
    findings.add(vectors());
    findings.add(spark());
    findings.addAll(arithmetic());
    findings.addAll(devices());
    return findings;
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    String found =
        "%s (%s), %s %s, %d cores"
            .formatted(
                version,
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
    return version.feature() >= 17
        ? Finding.ok("java", found)
        : Finding.broken("java", found, "set JAVA_HOME to a JDK of version 17 or newer");
  }

  private static Finding heap() {
    long bytes = Runtime.getRuntime().maxMemory();
    String found = "%.1f GiB for the driver".formatted((double) bytes / (1L << 30));
    return bytes >= SMALL_HEAP
        ? Finding.ok("memory", found)
        : Finding.warn("memory", found, "give it more: --spark --driver-memory 3g");
  }

  static Finding collector() {
    String names =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", "));
    return names.contains("G1")
        ? Finding.ok("collector", "G1")
        : Finding.warn(
            "collector",
            names,
            "backend.type = opencl needs G1: --spark --conf"
                + " spark.driver.defaultJavaOptions=-XX:+UseG1GC");
  }

  private static Finding vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Finding.ok("vector API", "jdk.incubator.vector is there")
        : Finding.warn(
            "vector API",
            "jdk.incubator.vector is missing",
            "start through scripts/stride or spark-submit, which add it");
  }

  private static Finding spark() {
    String found =
        "%s, Scala %s"
            .formatted(
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                scala.util.Properties.versionNumberString());
    try {
      SparkStart.checkVersion();
      return Finding.ok("spark", found);
    } catch (UnsupportedSparkException e) {
      return Finding.broken("spark", found, e.getMessage());
    }
  }

  /** The backend that {@code auto} picks, and how fast it multiplies. */
  private static List<Finding> arithmetic() {
    Backends.Selection selection = Backends.open("auto", "auto");
    try (Backend backend = selection.backend()) {
      double speed = MatrixSpeed.gigaflops(backend);
      String set = backend.device().instructionSet();
      String products = products(backend, "fp32", speed);
      return List.of(
          Finding.ok("processor", backend.device().name() + (set.isEmpty() ? "" : ", " + set)),
          Finding.ok("backend", selection.reason()),
          speed >= SLOW_GFLOPS
              ? Finding.ok("matrix products", products)
              : Finding.warn(
                  "matrix products",
                  products,
                  "oneDNN should reach more; the line above says why it is not used"),
          bf16());
    }
  }

  private static Finding bf16() {
    try (Backend backend = Backends.open("cpu", "auto", Precision.BF16).backend()) {
      return Finding.ok(
          "products in bf16", products(backend, "bf16", MatrixSpeed.gigaflops(backend)));
    } catch (NoDeviceException e) {
      return Finding.ok("products in bf16", "none: " + e.getMessage());
    }
  }

  private static String products(Backend backend, String precision, double speed) {
    return "%s: %.0f GFLOP/s on one core, %s, 512 x 1024 x 1024"
        .formatted(backend.name(), speed, precision);
  }

  private static List<Finding> devices() {
    OpenClDevices found = OpenClDevices.list();
    if (found.devices().isEmpty()) {
      return List.of(
          Finding.warn("opencl", "no device", found.absence() + " (only backend.type = opencl)"));
    }
    List<Finding> findings = new ArrayList<>();
    for (OpenClDevice device : found.devices()) {
      findings.add(
          Finding.ok(
              device.address(),
              String.format(
                  Locale.ROOT,
                  "%s, %s, %s; at most %s for training",
                  device.name().strip(),
                  device.kind(),
                  device.platform().strip(),
                  Figures.bytes(device.largestArrayBytes()))));
    }
    return findings;
  }
}
