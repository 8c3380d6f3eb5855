package org.strideml.jobs.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.terminal.Figures;
import org.strideml.trainer.memory.MemoryPlan;
import org.strideml.trainer.memory.Place;

/** A run's memory as people read it, and whether there is enough. */
public final class MemoryCheck {
  /** Share of a place's need below which a part is not worth a reader's time. */
  private static final double LEAST_SHOWN = 0.05;

  private MemoryCheck() {}

  /** One line per place: what is needed, of how much, and its largest parts. */
  public static List<String> lines(MemoryPlan plan) {
    return Stream.of(Place.values())
        .filter(place -> plan.bytes(place) > 0)
        .map(place -> line(plan, place))
        .toList();
  }

  private static String line(MemoryPlan plan, Place place) {
    Long limit = plan.cluster().limits().get(place);
    return String.format(
        Locale.ROOT,
        "%-27s %9s%s  %s",
        place.title(),
        Figures.bytes(plan.bytes(place)),
        limit == null ? "" : " of " + Figures.bytes(limit),
        parts(plan, place));
  }

  private static String parts(MemoryPlan plan, Place place) {
    long least = (long) (LEAST_SHOWN * plan.bytes(place));
    return plan.items().stream()
        .filter(item -> item.place() == place && item.bytes() >= least)
        .map(item -> item.what() + " " + Figures.bytes(item.bytes()))
        .collect(Collectors.joining("; "));
  }

  /**
   * @throws ConfigException when more is needed outside the heap than there is, which would end an
   *     executor in the middle of a run, or more heap than there is without the rows
   */
  public static void requireEnough(MemoryPlan plan) {
    List<String> problems =
        Stream.of(Place.values()).filter(plan::exceeds).map(place -> problem(plan, place)).toList();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  private static String problem(MemoryPlan plan, Place place) {
    return "memory of the %s: expected at most %s, got a need of %s (%s); %s"
        .formatted(
            place.title(),
            Figures.bytes(plan.cluster().limits().get(place)),
            Figures.bytes(plan.bytes(place)),
            parts(plan, place),
            remedy(place));
  }

  private static String remedy(Place place) {
    return switch (place) {
      case DRIVER_HEAP -> "raise --driver-memory or lower sync.pendingBytes";
      case EXECUTOR_HEAP -> "raise --executor-memory, or in local mode --driver-memory";
      case EXECUTOR_NATIVE ->
          "lower train.batchSize or train.evaluationBatchSize, or raise"
              + " spark.executor.memoryOverhead (in local mode --driver-memory)";
      case DEVICE_TRAINING -> "lower train.batchSize, or use a device that grants larger arrays";
      case DEVICE_SCORING ->
          "lower train.evaluationBatchSize, or use a device that grants larger arrays";
      case DEVICE_MEMORY ->
          "lower train.batchSize and train.evaluationBatchSize, let fewer runs share the device, or"
              + " use a larger one";
    };
  }
}
