package org.strideml.jobs.run;

/** Which versions of Spark a job may run on. */
final class SparkVersion {
  private static final String OLDEST = "4.0.1";

  private SparkVersion() {}

  /**
   * @param version as Spark says it, such as {@code 4.0.1}
   * @throws UnsupportedSparkException for 4.0.0, whose binaries differ from all later 4.x
   *     (SPARK-52259), and for everything before
   */
  static void check(String version) {
    if (!version.matches("\\d+\\..*")) {
      throw new UnsupportedSparkException(message(version));
    }
    int major = Integer.parseInt(version.substring(0, version.indexOf('.')));
    boolean incompatible = version.equals("4.0.0") || version.startsWith("4.0.0-");
    if (major < 4 || incompatible) {
      throw new UnsupportedSparkException(message(version));
    }
  }

  private static String message(String version) {
    return "Spark must be "
        + OLDEST
        + " or a newer 4.x, got "
        + version
        + (version.startsWith("4.0.0")
            ? ": its classes do not fit those of the other 4.x versions (SPARK-52259)"
            : "")
        + "; set SPARK_HOME to another one, or unset it and let scripts/stride bring its own";
  }
}
