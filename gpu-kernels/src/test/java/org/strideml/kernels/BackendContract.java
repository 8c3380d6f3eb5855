package org.strideml.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend must do, a subclass for each. Groups of operations a backend does not have
 * make no tests, but must be refused.
 */
public abstract class BackendContract {
  private Fixture fixture;

  /** A fresh backend of the kind under test; the contract closes it. */
  protected abstract Backend open();

  @BeforeEach
  final void openFixture() {
    fixture = new Fixture(open());
  }

  @AfterEach
  final void closeFixture() {
    // There is none when open() skipped the test.
    if (fixture != null) {
      fixture.close();
    }
  }

  @TestFactory
  final Stream<DynamicTest> movesData() {
    return tests(DataCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> denseMatchesReference() {
    return testsOf(Operation.DENSE, DenseCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> reluIsExactAboutWhatIsNoNumber() {
    return Stream.concat(
        testsOf(Operation.DENSE, ReluCases.dense()), testsOf(Operation.IMAGE, ReluCases.images()));
  }

  @TestFactory
  final Stream<DynamicTest> lossesMatchReference() {
    return testsOf(Operation.LOSS, LossCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> optimizersMatchReference() {
    return testsOf(Operation.OPTIMIZER, OptimizerCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> sequenceOperationsMatchReference() {
    return testsOf(Operation.SEQUENCE, SequenceCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> sparseRowsMatchReference() {
    return testsOf(Operation.SPARSE, SparseCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> convolutionMatchesReference() {
    return testsOf(Operation.IMAGE, ConvolutionCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> poolingMatchesReference() {
    return testsOf(Operation.IMAGE, PoolingCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> imageNormalizationMatchesReference() {
    return testsOf(Operation.IMAGE, ImageNormCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> matchesGoldenValues() {
    return tests(
        GoldenCases.all().stream()
            .filter(c -> fixture.tested().operations().contains(c.group()))
            .map(GoldenCases.Case::contractCase)
            .toList());
  }

  @TestFactory
  final Stream<DynamicTest> refusesWrongArguments() {
    return tests(
        RefusalCases.all().stream()
            .filter(c -> fixture.tested().operations().contains(c.group()))
            .map(RefusalCases.Case::contractCase)
            .toList());
  }

  @TestFactory
  final Stream<DynamicTest> refusesOperationsItLacks() {
    return Stream.of(Operation.values())
        .filter(group -> !fixture.tested().operations().contains(group))
        .map(
            group ->
                dynamicTest(
                    group.name(),
                    () ->
                        assertThatThrownBy(() -> RefusalCases.callAny(fixture, group))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(group.name())
                            .hasMessageContaining(fixture.tested().name())));
  }

  @TestFactory
  final Stream<DynamicTest> sameInputsGiveSameBits() {
    return Repeatability.tests(fixture, this::open);
  }

  @Test
  final void refusesEverythingOnceClosed() {
    Tensor tensor = fixture.output(3).tested();
    fixture.tested().close();
    fixture.tested().close();
    assertThatThrownBy(() -> fixture.tested().fill(tensor, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> fixture.tested().newArena("late", 16))
        .isInstanceOf(IllegalStateException.class);
  }

  private Stream<DynamicTest> testsOf(Operation group, List<Case> cases) {
    return fixture.tested().operations().contains(group) ? tests(cases) : Stream.empty();
  }

  private Stream<DynamicTest> tests(List<Case> cases) {
    return cases.stream()
        .map(
            c ->
                dynamicTest(
                    c.name(),
                    () -> {
                      fixture.begin();
                      c.body().run(fixture);
                    }));
  }

  /** One named comparison. */
  record Case(String name, Body body) {}

  /** What a case does with the two backends. */
  interface Body {
    void run(Fixture fixture) throws Exception;
  }
}
