package org.strideml.trainer;

import java.util.List;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.listen.TrainingListener;

/** Several listeners as one, told in order. */
record Listeners(List<TrainingListener> all) implements TrainingListener {
  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void onStart(RunStart start) {
    all.forEach(listener -> listener.onStart(start));
  }

  @Override
  public void onDevice(ComputedOn on) {
    all.forEach(listener -> listener.onDevice(on));
  }

  @Override
  public void onRound(RoundRecord round) {
    all.forEach(listener -> listener.onRound(round));
  }

  @Override
  public void onEvaluation(EvaluationRecord evaluation) {
    all.forEach(listener -> listener.onEvaluation(evaluation));
  }

  @Override
  public void onCheckpoint(long round, String folder) {
    all.forEach(listener -> listener.onCheckpoint(round, folder));
  }

  @Override
  public void onNotice(String notice) {
    all.forEach(listener -> listener.onNotice(notice));
  }
}
