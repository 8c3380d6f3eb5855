package org.strideml.trainer.spark;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.strideml.kernels.opencl.OpenClDevice;
import org.strideml.trainer.TrainerConfig.BackendChoice;
import org.strideml.trainer.memory.ClusterShape;
import org.strideml.trainer.memory.Place;

/** How many executors a Spark application has now, and what each may take of memory. */
public final class ClusterMemory {
  private static final String DIRECT_LIMIT = "-XX:MaxDirectMemorySize=";
  private static final String DEVICES = "spark.executor.resource.gpu.amount";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String OVERHEAD_FACTOR = "spark.executor.memoryOverheadFactor";
  private static final String LEAST_OVERHEAD = "spark.executor.minMemoryOverhead";

  private ClusterMemory() {}

  /**
   * The same with what devices grant, when there are to be any: executors are asked.
   *
   * @throws Exception of Spark, caused by a {@link org.strideml.kernels.NoDeviceException} when an
   *     executor lacks the device
   */
  public static ClusterShape of(JavaSparkContext spark, BackendChoice backend) {
    ClusterShape shape = of(spark);
    if (!backend.type().equals("opencl")) {
      return shape;
    }
    DeviceLimits granted = spark.isLocal() ? limits(backend) : ask(spark, shape, backend);
    Map<Place, Long> limits = new EnumMap<>(shape.limits());
    limits.put(Place.DEVICE_TRAINING, granted.largestArray());
    limits.put(Place.DEVICE_SCORING, granted.largestArray());
    limits.put(Place.DEVICE_MEMORY, granted.memory());
    int devices = spark.getConf().getInt(DEVICES, 1);
    return new ClusterShape(shape.executors(), shape.slots(), Math.max(1, devices), limits);
  }

  /** Bytes a device grants, in one array and all together. */
  private record DeviceLimits(long largestArray, long memory) {
    /** As they travel. */
    long[] numbers() {
      return new long[] {largestArray, memory};
    }

    DeviceLimits least(DeviceLimits other) {
      return new DeviceLimits(
          Math.min(largestArray, other.largestArray), Math.min(memory, other.memory));
    }
  }

  /** The smallest limits of those executors that answer. */
  private static DeviceLimits ask(
      JavaSparkContext spark, ClusterShape shape, BackendChoice backend) {
    int tasks = shape.executors() * shape.slots();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    return spark
        .parallelize(numbers, tasks)
        .map(number -> limits(backend).numbers())
        .collect()
        .stream()
        .map(answer -> new DeviceLimits(answer[0], answer[1]))
        .reduce(DeviceLimits::least)
        .orElseThrow();
  }

  private static DeviceLimits limits(BackendChoice backend) {
    OpenClDevice device = DeviceLease.look(backend);
    return new DeviceLimits(device.largestArrayBytes(), device.memoryBytes());
  }

  /** In local mode this process is the one executor; then heap limits are its own. */
  public static ClusterShape of(JavaSparkContext spark) {
    long heap = Runtime.getRuntime().maxMemory();
    Map<Place, Long> limits = new EnumMap<>(Place.class);
    limits.put(Place.DRIVER_HEAP, heap);
    int parallel = Math.max(1, spark.defaultParallelism());
    if (spark.isLocal()) {
      limits.put(Place.EXECUTOR_HEAP, heap);
      limits.put(Place.EXECUTOR_NATIVE, directLimit(heap));
      return new ClusterShape(1, parallel, limits);
    }
    // The driver is in the list, too.
    int executors = Math.max(1, spark.sc().statusTracker().getExecutorInfos().length - 1);
    SparkConf conf = spark.getConf();
    long executorHeap = conf.getSizeAsBytes(EXECUTOR_MEMORY, "1g");
    limits.put(Place.EXECUTOR_HEAP, executorHeap);
    limits.put(Place.EXECUTOR_NATIVE, nativeLimit(spark.master(), conf, executorHeap));
    return new ClusterShape(executors, Math.max(1, parallel / executors), limits);
  }

  /** Containers are killed beyond their overhead; elsewhere the JVM's own limit holds. */
  private static long nativeLimit(String master, SparkConf conf, long heap) {
    boolean contained = master.startsWith("yarn") || master.startsWith("k8s");
    if (!contained) {
      return heap;
    }
    if (conf.contains(OVERHEAD)) {
      return JavaUtils.byteStringAsMb(conf.get(OVERHEAD)) << 20;
    }
    double factor = conf.getDouble(OVERHEAD_FACTOR, 0.1);
    long least = JavaUtils.byteStringAsMb(conf.get(LEAST_OVERHEAD, "384m")) << 20;
    return Math.max(least, (long) (factor * heap));
  }

  private static long directLimit(long heap) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith(DIRECT_LIMIT))
        .map(argument -> argument.substring(DIRECT_LIMIT.length()))
        .mapToLong(JavaUtils::byteStringAsBytes)
        .findFirst()
        .orElse(heap);
  }
}
