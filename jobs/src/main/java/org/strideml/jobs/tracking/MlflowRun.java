package org.strideml.jobs.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.strideml.jobs.run.AtomicFile;
import org.strideml.jobs.run.RunWatcher;
import org.strideml.jobs.run.Summary;
import org.strideml.jobs.tracking.MlflowClient.Metric;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;

/**
 * A run on an MLflow server. Requests are sent by a thread of its own, many numbers at a time, so
 * that training does not wait for the network. What cannot be sent is a notice and is lost; after
 * {@value #GIVE_UP} failures in a row nothing more is tried.
 */
public final class MlflowRun implements RunWatcher {
  /** Of the file in a run folder with the server's id of the run. */
  static final String ID_FILE = "mlflow.run";

  private static final int BATCH = 500;
  private static final int MOST_WAITING = 100_000;
  private static final int GIVE_UP = 3;
  private static final long END_SECONDS = 20;
  private static final long BATCH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final MlflowClient client;
  private final String experiment;
  private final Path folder;
  private final String name;
  private final Map<String, String> params;
  private final Optional<MlflowRun> parent;
  private final Consumer<String> notices;
  private final Queue<String> unsaid = new ConcurrentLinkedQueue<>();
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "mlflow");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Metric> waiting = new ArrayList<>();
  private final long startedAt = System.currentTimeMillis();
  private long sentAt = System.nanoTime();

  // Of the sender's thread.
  private String id = "";
  private int failures;

  MlflowRun(
      MlflowClient client,
      String experiment,
      Path folder,
      String name,
      Map<String, String> params,
      Optional<MlflowRun> parent,
      Consumer<String> notices) {
    this.client = client;
    this.experiment = experiment;
    this.folder = folder;
    this.name = name;
    this.params = params;
    this.parent = parent;
    this.notices = notices;
  }

  private interface Request {
    void send() throws IOException;
  }

  private void later(Request request) {
    sender.execute(
        () -> {
          if (failures >= GIVE_UP) {
            return;
          }
          try {
            request.send();
            failures = 0;
          } catch (IOException e) {
            failures++;
            String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (failures == 1 || failures == GIVE_UP) {
              unsaid.add(
                  "MLflow at %s: %s%s; training goes on"
                      .formatted(client, what, failures == GIVE_UP ? "; it is given up" : ""));
            }
          }
        });
  }

  /** Starts the run on the server, or takes it up again. */
  public void begin() {
    later(this::start);
  }

  private void start() throws IOException {
    if (!id.isEmpty()) {
      return;
    }
    Path file = folder.resolve(ID_FILE);
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      client.update(known, "RUNNING", 0);
      id = known;
      return;
    }
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", "stride");
    tags.put("mlflow.source.type", "JOB");
    parent.map(MlflowRun::idNow).ifPresent(of -> tags.put("mlflow.parentRunId", of));
    id = client.createRun(client.experiment(experiment), name, startedAt, tags);
    AtomicFile.write(file, id + "\n");
    client.logParams(id, params);
  }

  /** The server's id, once it has answered; null when it has not in time. */
  private String idNow() {
    try {
      return sender.submit(() -> id.isEmpty() ? null : id).get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException | TimeoutException e) {
      unsaid.add("MLflow at " + client + " has no run for the sweep: " + e);
      return null;
    }
  }

  @Override
  public void onStart(RunStart start) {
    begin();
  }

  @Override
  public void onRound(RoundRecord round) {
    add(Scalars.of(round), round.step());
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    add(Scalars.of(evaluation), evaluation.step());
  }

  private void add(Map<String, Double> scalars, long step) {
    long now = System.currentTimeMillis();
    synchronized (waiting) {
      scalars.forEach(
          (key, value) -> {
            if (Double.isFinite(value) && waiting.size() < MOST_WAITING) {
              waiting.add(new Metric(key, value, now, step));
            }
          });
      if (waiting.size() >= BATCH || System.nanoTime() - sentAt > BATCH_NANOS) {
        sentAt = System.nanoTime();
        later(this::flush);
      }
    }
    say();
  }

  private void flush() throws IOException {
    start();
    for (List<Metric> batch = take(); !batch.isEmpty(); batch = take()) {
      client.logMetrics(id, batch);
    }
  }

  private List<Metric> take() {
    synchronized (waiting) {
      List<Metric> some = waiting.subList(0, Math.min(BATCH, waiting.size()));
      List<Metric> taken = new ArrayList<>(some);
      some.clear();
      return taken;
    }
  }

  /** Notices are told on the thread that trains, between other lines. */
  private void say() {
    for (String notice = unsaid.poll(); notice != null; notice = unsaid.poll()) {
      notices.accept(notice);
    }
  }

  @Override
  public void onEnd(Summary summary) {
    end(statusOf(summary.text("status")));
  }

  /** MLflow's word for how a run or a sweep ended. */
  public static String statusOf(String status) {
    return switch (status) {
      case "done" -> "FINISHED";
      case "stopped", "pruned" -> "KILLED";
      default -> "FAILED";
    };
  }

  /** Sends what is left and how the run ended; waits for the server a little. */
  public void end(String status) {
    long now = System.currentTimeMillis();
    later(
        () -> {
          flush();
          client.update(id, status, now);
        });
    sender.shutdown();
    try {
      if (!sender.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        sender.shutdownNow();
        unsaid.add(
            "MLflow at %s does not answer; the end of %s is not told".formatted(client, name));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    say();
  }
}
