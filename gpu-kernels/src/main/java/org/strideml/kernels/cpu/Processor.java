package org.strideml.kernels.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.kernels.Device;

/** What the operating system says about this machine's processor. */
final class Processor {
  private static final Logger LOG = LoggerFactory.getLogger(Processor.class);
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final long KIBIBYTE = 1024;

  private Processor() {}

  static Device describe(String instructionSet) {
    return new Device(
        field(CPU_INFO, "model name", System.getProperty("os.arch", "")),
        field(CPU_INFO, "vendor_id", ""),
        "cpu",
        memoryBytes(),
        instructionSet);
  }

  private static long memoryBytes() {
    String[] words = field(MEMORY_INFO, "MemTotal", "0 kB").split("\\s+");
    return Long.parseLong(words[0]) * KIBIBYTE;
  }

  private static String field(Path file, String name, String otherwise) {
    if (!Files.isReadable(file)) {
      return otherwise;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).trim().equals(name)) {
          return line.substring(colon + 1).trim();
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so the processor stays unnamed: {}", file, e.toString());
    }
    return otherwise;
  }
}
