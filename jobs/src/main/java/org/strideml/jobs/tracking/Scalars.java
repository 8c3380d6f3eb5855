package org.strideml.jobs.tracking;

import java.util.LinkedHashMap;
import java.util.Map;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;

/** A round's or an evaluation's numbers by the names under which other programs show them. */
final class Scalars {
  private Scalars() {}

  static Map<String, Double> of(RoundRecord round) {
    double rows = round.perWorker().stream().mapToLong(WorkerRecord::rows).sum();
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("train/loss", round.loss());
    scalars.put("train/learningRate", round.learningRate());
    scalars.put("train/epoch", round.epoch());
    scalars.put("train/rowsPerSecond", rows / round.roundSeconds());
    scalars.put("time/round", round.roundSeconds());
    scalars.put("time/compute", round.computeSeconds());
    scalars.put("time/encode", round.encodeSeconds());
    scalars.put("time/wait", round.waitSeconds());
    scalars.put("bytes/down", (double) round.bytesDown());
    scalars.put("bytes/up", (double) round.bytesUp());
    return scalars;
  }

  static Map<String, Double> of(EvaluationRecord evaluation) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("evaluation/loss", evaluation.quality().loss());
    evaluation
        .quality()
        .figures()
        .forEach((name, value) -> scalars.put("evaluation/" + name, value));
    return scalars;
  }
}
