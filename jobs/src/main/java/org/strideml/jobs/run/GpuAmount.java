package org.strideml.jobs.run;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.strideml.jobs.config.ConfigException;
import org.strideml.trainer.TrainerConfig.BackendChoice;

/** Whether what Spark is told about graphics cards goes together with what a run asks for. */
final class GpuAmount {
  private static final String AMOUNT = "spark.task.resource.gpu.amount";

  private GpuAmount() {}

  /**
   * @throws ConfigException when tasks would share a card or have several, or when cards are handed
   *     out by Spark and named in the configuration, too
   */
  static void check(SparkConf spark, BackendChoice backend) {
    if (!backend.type().equals("opencl") || !spark.contains(AMOUNT)) {
      return;
    }
    List<String> problems = new ArrayList<>();
    if (spark.getDouble(AMOUNT, 1) != 1) {
      problems.add(
          AMOUNT
              + ": expected 1, as each task needs a gpu of its own, got "
              + spark.get(AMOUNT)
              + "; set it to 1");
    }
    if (!backend.device().equals("auto")) {
      problems.add(
          "backend.device: expected auto, as %s lets Spark choose, got %s; leave one of them out"
              .formatted(AMOUNT, backend.device()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
