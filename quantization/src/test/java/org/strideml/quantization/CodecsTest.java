package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CodecsTest {
  /** A codec that no subclass of {@link CodecContract} makes would be one that nobody tests. */
  @Test
  void everyCodecPassesTheContract() throws Exception {
    Set<String> tested = new TreeSet<>();
    for (CodecContract contract : contracts()) {
      contract.codecs().forEach(codec -> tested.add(codec.name()));
    }
    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(CodecType.values()).map(CodecType::codecName).toList());
  }

  private static List<CodecContract> contracts() throws ReflectiveOperationException {
    List<CodecContract> contracts =
        new ArrayList<>(
            List.of(
                new IdentityTest(),
                new RandomShiftTest(),
                new StochasticUniformTest(),
                new LearnedLevelsTest()));
    for (Object outer :
        List.of(new UniformCodecsTest(), new SmallFloatsTest(), new SparsifiersTest())) {
      for (Class<?> inner : outer.getClass().getDeclaredClasses()) {
        if (CodecContract.class.isAssignableFrom(inner)
            && !Modifier.isAbstract(inner.getModifiers())) {
          var constructor = inner.getDeclaredConstructor(outer.getClass());
          constructor.setAccessible(true);
          contracts.add((CodecContract) constructor.newInstance(outer));
        }
      }
    }
    return contracts;
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> Codecs.of("zip", 8, 1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "codec must be one of none, random-shift, stochastic, nearest, learned, qsgd, symmetric, fp16, bf16, fp8-e4m3, fp8-e5m2, fp4-e3m0, nf4, sign, ternary, top-k, random-k, threshold, dgc, power-sgd, fedzip, demo, got \"zip\"");
  }

  @Test
  void settingsAreIgnoredByTheCodecThatHasNone() {
    assertThat(Codecs.of("none", 99, -1)).isEqualTo(new Identity());
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> Codecs.of("stochastic", 9, 1024))
        .hasMessage("bits must be in [1, 8], got 9");
  }
}
