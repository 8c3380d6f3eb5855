package org.strideml.jobs.events;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * Gauges in Spark's metric sinks (JMX, Graphite, Prometheus, ...), on the driver, under {@code
 * plugin.org.strideml.jobs.events.GaugePlugin}. {@code loss}, {@code learningRate}, {@code
 * evalLoss}, {@code roundSeconds}, {@code computeSeconds}, {@code encodeSeconds} and {@code
 * waitSeconds} are of the latest round or evaluation of any run, NaN before one; {@code rounds},
 * {@code bytesDown} and {@code bytesUp} count up over the application; {@code runs} is how many
 * train now.
 *
 * <p>{@code train} and {@code sweep} turn it on, through {@code spark.plugins}.
 */
public final class GaugePlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  /** There is nothing to measure there. */
  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {
    private final Heard heard = new Heard();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      spark.addSparkListener(heard);
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      MetricRegistry registry = context.metricRegistry();
      gauge(registry, "loss", () -> heard.round.loss());
      gauge(registry, "learningRate", () -> heard.round.learningRate());
      gauge(registry, "roundSeconds", () -> heard.round.roundSeconds());
      gauge(registry, "computeSeconds", () -> heard.round.computeSeconds());
      gauge(registry, "encodeSeconds", () -> heard.round.encodeSeconds());
      gauge(registry, "waitSeconds", () -> heard.round.waitSeconds());
      gauge(registry, "evalLoss", () -> heard.evalLoss);
      gauge(registry, "rounds", () -> heard.rounds);
      gauge(registry, "bytesDown", () -> heard.bytesDown);
      gauge(registry, "bytesUp", () -> heard.bytesUp);
      gauge(registry, "runs", () -> heard.runs);
    }

    private static void gauge(MetricRegistry registry, String name, Gauge<Number> gauge) {
      registry.register(name, gauge);
    }
  }

  /** Written by one thread of the listener bus, read by those of sinks. */
  private static final class Heard extends SparkListener {
    private static final double NAN = Double.NaN;

    private volatile RoundDone round =
        new RoundDone("", 0, 0, 0, 0, NAN, NAN, 0, 0, 0, 0, NAN, NAN, NAN, NAN);
    private volatile double evalLoss = NAN;
    private volatile long rounds;
    private volatile long bytesDown;
    private volatile long bytesUp;
    private volatile int runs;

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void onOtherEvent(SparkListenerEvent event) {
      if (event instanceof RoundDone done) {
        round = done;
        rounds++;
        bytesDown += done.bytesDown();
        bytesUp += done.bytesUp();
      } else if (event instanceof EvaluationDone evaluation) {
        evalLoss = evaluation.loss();
      } else if (event instanceof RunStarted) {
        runs++;
      } else if (event instanceof RunEnded) {
        runs--;
      }
    }
  }
}
