package org.strideml.kernels.examination;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.strideml.kernels.Arena;
import org.strideml.kernels.Backend;
import org.strideml.kernels.examination.Mark.Outcome;
import org.strideml.kernels.examination.Workbench.Result;
import org.strideml.kernels.reference.ReferenceBackend;

/** Has a backend and the reference do every exercise, and compares. */
public final class Examination {
  /** Elements that all exercises lie in together; they must be reserved before the first one. */
  private static final int CAPACITY = 1 << 20;

  /**
   * Runs go on until none has been notably faster for so long, and at least for so many, as the
   * first ones are slow: loops are not compiled yet.
   */
  private static final long PATIENCE_NANOS = 60_000_000;

  private static final int LEAST_RUNS = 200;
  private static final long MOST_NANOS = 1_000_000_000;
  private static final double NOTABLY = 0.9;

  private Examination() {}

  /** One mark for each operation there is, in the order of their groups. */
  public static List<Mark> of(Backend backend) {
    return of(backend, MOST_NANOS);
  }

  /** The same, spending about so much time on each operation at most. */
  static List<Mark> of(Backend backend, long mostNanos) {
    try (ReferenceBackend reference = ReferenceBackend.inDouble()) {
      Arena arena = backend.newArena("examination", CAPACITY);
      Arena referenceArena = reference.newArena("examination", CAPACITY);
      List<Candidate> candidates = new ArrayList<>();
      for (Exercise exercise : Exercises.all()) {
        if (backend.operations().contains(exercise.group())) {
          Laid tested = Laid.out(backend, arena, exercise);
          candidates.add(
              new Candidate(exercise, tested, Laid.out(reference, referenceArena, exercise)));
        } else {
          candidates.add(new Candidate(exercise, null, null));
        }
      }
      return candidates.stream().map(candidate -> mark(candidate, reference, mostNanos)).toList();
    }
  }

  /** An exercise on one backend. */
  private record Laid(Workbench bench, Runnable operation) {
    static Laid out(Backend backend, Arena arena, Exercise exercise) {
      Workbench bench = new Workbench(backend, arena, exercise);
      return new Laid(bench, exercise.prepare().apply(bench));
    }
  }

  private record Candidate(Exercise exercise, Laid tested, Laid reference) {}

  private static Mark mark(Candidate candidate, ReferenceBackend reference, long mostNanos) {
    Exercise exercise = candidate.exercise();
    if (candidate.tested() == null) {
      return new Mark(exercise.group(), exercise.name(), Outcome.ABSENT, 0, 0, "");
    }
    double deviation;
    long nanos;
    try {
      candidate.reference().operation().run();
      candidate.tested().operation().run();
      deviation = deviation(candidate, reference);
      nanos = nanos(candidate.tested(), mostNanos);
    } catch (RuntimeException failure) {
      // One operation that fails must not hide how the others do.
      return new Mark(
          exercise.group(), exercise.name(), Outcome.WRONG, 0, 0, String.valueOf(failure));
    }
    boolean right = deviation <= 1;
    String problem =
        right
            ? ""
            : String.format(
                Locale.ROOT,
                "%.3g times further from the reference than rounding explains",
                deviation);
    Outcome outcome = right ? Outcome.RIGHT : Outcome.WRONG;
    return new Mark(exercise.group(), exercise.name(), outcome, deviation, nanos, problem);
  }

  /** The largest of all results, as a share of its bound; infinite for a NaN or a broken zero. */
  private static double deviation(Candidate candidate, ReferenceBackend reference) {
    double largest = 0;
    List<Result> tested = candidate.tested().bench().results();
    List<Result> expected = candidate.reference().bench().results();
    for (int i = 0; i < tested.size(); i++) {
      float[] got = tested.get(i).tensor().toArray();
      double[] right = reference.toDoubles(expected.get(i).tensor());
      largest = Math.max(largest, deviation(got, right, tested.get(i).bound()));
    }
    return largest;
  }

  private static double deviation(float[] got, double[] right, double bound) {
    double magnitude = 1;
    for (double value : right) {
      magnitude = Math.max(magnitude, Math.abs(value));
    }
    double largest = 0;
    for (int i = 0; i < got.length; i++) {
      double off = Math.abs(got[i] - right[i]) / magnitude;
      // Written so that NaN counts.
      if (!(off <= largest)) {
        largest = Double.isNaN(off) ? Double.POSITIVE_INFINITY : off;
      }
    }
    return largest == 0 ? 0 : largest / bound;
  }

  private static long nanos(Laid tested, long mostNanos) {
    Result first = tested.bench().results().get(0);
    float[] element = new float[1];
    long fastest = Long.MAX_VALUE;
    long start = System.nanoTime();
    long improved = start;
    long now = start;
    int runs = 0;
    while ((runs++ < LEAST_RUNS || now - improved < PATIENCE_NANOS) && now - start < mostNanos) {
      long begin = now;
      tested.operation().run();
      // Reading waits for devices that compute on their own.
      first.tensor().slice(0, 1).read(element, 0);
      now = System.nanoTime();
      if (now - begin < NOTABLY * fastest) {
        improved = now;
      }
      fastest = Math.min(fastest, now - begin);
    }
    return fastest;
  }
}
