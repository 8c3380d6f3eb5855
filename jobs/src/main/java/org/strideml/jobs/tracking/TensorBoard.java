package org.strideml.jobs.tracking;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.strideml.jobs.run.Curves;
import org.strideml.jobs.run.RunWatcher;
import org.strideml.jobs.run.Summary;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;

/**
 * Writes {@code events.out.tfevents.*} into a run folder; {@code tensorboard --logdir runs} shows
 * them. Steps are local steps per worker. A resumed run writes one more file, which says from which
 * step on it counts.
 */
public final class TensorBoard implements RunWatcher {
  private final Path folder;
  private final Clock clock;
  private EventFile file;

  public TensorBoard(Path folder) {
    this(folder, Clock.systemUTC());
  }

  TensorBoard(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  private double now() {
    return clock.millis() / 1e3;
  }

  @Override
  public void onStart(RunStart start) {
    file = new EventFile(fresh(), now());
    if (start.round() > 0) {
      // The run's own metrics end with the round it goes on from.
      file.restarted(now(), Curves.read(folder.resolve("metrics.jsonl")).steps() + 1);
    }
  }

  /** TensorBoard reads a folder's files in the order of their names. */
  private Path fresh() {
    long seconds = clock.millis() / 1000;
    for (int number = 0; ; number++) {
      Path path = folder.resolve("events.out.tfevents.%010d.stride.%d".formatted(seconds, number));
      if (!Files.exists(path)) {
        return path;
      }
    }
  }

  @Override
  public void onRound(RoundRecord round) {
    file.scalars(now(), round.step(), Scalars.of(round));
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    Map<String, Double> scalars = Scalars.of(evaluation);
    file.scalars(now(), evaluation.step(), scalars);
  }

  @Override
  public void onEnd(Summary summary) {
    if (file != null) {
      file.close();
    }
  }
}
