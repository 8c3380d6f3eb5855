package org.strideml.jobs.events;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * Gauges of the driver in Spark's metric sinks (JMX, Graphite, Prometheus, ...), named {@code
 * APPLICATION.driver.stride.NAME}. {@code loss}, {@code learningRate}, {@code evalLoss}, {@code
 * roundSeconds}, {@code computeSeconds}, {@code encodeSeconds} and {@code waitSeconds} are of the
 * latest round or evaluation of any run, NaN before one; {@code rounds}, {@code bytesDown} and
 * {@code bytesUp} count up over the application; {@code runs} is how many train now.
 *
 * <p>They are registered where Spark keeps its own, and not as a plugin, whose class every executor
 * would have to load.
 */
public final class Gauges extends SparkListener implements Source {
  private static final double NAN = Double.NaN;

  private final MetricRegistry registry = new MetricRegistry();

  // Written by one thread of the listener bus, read by those of sinks.
  private volatile RoundDone round =
      new RoundDone("", 0, 0, 0, 0, NAN, NAN, 0, 0, 0, 0, NAN, NAN, NAN, NAN);
  private volatile double evalLoss = NAN;
  private volatile long rounds;
  private volatile long bytesDown;
  private volatile long bytesUp;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  private Gauges() {
    gauge("loss", () -> round.loss());
    gauge("learningRate", () -> round.learningRate());
    gauge("roundSeconds", () -> round.roundSeconds());
    gauge("computeSeconds", () -> round.computeSeconds());
    gauge("encodeSeconds", () -> round.encodeSeconds());
    gauge("waitSeconds", () -> round.waitSeconds());
    gauge("evalLoss", () -> evalLoss);
    gauge("rounds", () -> rounds);
    gauge("bytesDown", () -> bytesDown);
    gauge("bytesUp", () -> bytesUp);
    gauge("runs", running::size);
  }

  private void gauge(String name, Gauge<Number> gauge) {
    registry.register(name, gauge);
  }

  /** Registers them; they go when the context stops. */
  public static void install(SparkContext spark) {
    Gauges gauges = new Gauges();
    spark.addSparkListener(gauges);
    spark.env().metricsSystem().registerSource(gauges);
  }

  @Override
  public String sourceName() {
    return "stride";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof RoundDone done) {
      round = done;
      rounds += 1;
      bytesDown += done.bytesDown();
      bytesUp += done.bytesUp();
    } else if (event instanceof EvaluationDone evaluation) {
      evalLoss = evaluation.loss();
    } else if (event instanceof RunStarted start) {
      running.add(start.run());
    } else if (event instanceof RunEnded end) {
      running.remove(end.run());
    }
  }
}
