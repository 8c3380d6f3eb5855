package org.strideml.kernels.examination;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.strideml.kernels.Backend;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.examination.Mark.Outcome;
import org.strideml.kernels.reference.ReferenceBackend;

class ExaminationTest {
  private static final long TIMED_NANOS = 1_000_000;

  /**
   * Methods of {@link Backend} that compute nothing; and what quantizes, which the reference does
   * not have: it is held against the codecs.
   */
  private static final Set<String> NO_OPERATIONS =
      Set.of(
          "name",
          "device",
          "operations",
          "newArena",
          "newIndices",
          "sealsMemory",
          "bucketCoder",
          "productNanos",
          "traffic",
          "close");

  @Test
  void theCpuBackendIsRightInEverything() {
    try (CpuBackend backend = CpuBackend.open()) {
      List<Mark> marks = Examination.of(backend, TIMED_NANOS);
      assertThat(marks).isNotEmpty();
      for (Mark mark : marks) {
        assertThat(mark.outcome()).as("%s", mark).isEqualTo(Outcome.RIGHT);
        assertThat(mark.nanos()).as("%s", mark).isPositive();
      }
    }
  }

  /** What a group's accessor leads to counts, and what its methods are called. */
  @Test
  void everyOperationHasAnExerciseOfItsName() {
    Set<String> called = new TreeSet<>();
    try (ReferenceBackend reference = ReferenceBackend.inFloat()) {
      Examination.of(recording(Backend.class, reference, called), TIMED_NANOS);
    }
    Set<String> expected = operations().collect(Collectors.toCollection(TreeSet::new));
    assertThat(called).isEqualTo(expected);
    assertThat(Exercises.all().stream().map(Exercise::name))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Stream<String> operations() {
    return Stream.of(Backend.class.getMethods())
        .filter(method -> !NO_OPERATIONS.contains(method.getName()))
        .flatMap(
            method ->
                isAccessor(method)
                    ? Stream.of(method.getReturnType().getMethods()).map(Method::getName)
                    : Stream.of(method.getName()));
  }

  private static boolean isAccessor(Method method) {
    return method.getReturnType().isInterface();
  }

  private static <T> T recording(Class<T> type, T target, Set<String> called) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                if (NO_OPERATIONS.contains(method.getName()) && type == Backend.class) {
                  return result;
                }
                if (isAccessor(method)) {
                  return recordingOf(method.getReturnType(), result, called);
                }
                called.add(method.getName());
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static <T> T recordingOf(Class<T> type, Object target, Set<String> called) {
    return recording(type, type.cast(target), called);
  }

  @Test
  void aWrongResultAndAFailureAreFound() {
    try (ReferenceBackend reference = ReferenceBackend.inFloat()) {
      Backend wrong =
          (Backend)
              Proxy.newProxyInstance(
                  Backend.class.getClassLoader(),
                  new Class<?>[] {Backend.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("fill")) {
                      arguments[1] = (float) arguments[1] + 1e-3f;
                    } else if (method.getName().equals("add")) {
                      throw new IllegalStateException("no such kernel");
                    } else if (method.getName().equals("copy")) {
                      return null;
                    }
                    return method.invoke(reference, arguments);
                  });
      List<Mark> marks = Examination.of(wrong, TIMED_NANOS);
      Set<String> found =
          marks.stream()
              .filter(mark -> mark.outcome() == Outcome.WRONG)
              .map(Mark::operation)
              .collect(Collectors.toSet());
      assertThat(found).containsExactlyInAnyOrder("fill", "add", "copy");
      assertThat(marks.stream().filter(mark -> mark.operation().equals("add")).findFirst())
          .get()
          .extracting(Mark::problem)
          .asString()
          .contains("no such kernel");
    }
  }
}
