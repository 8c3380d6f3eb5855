package org.strideml.kernels;

import java.util.List;
import java.util.stream.Stream;
import org.strideml.kernels.BackendContract.Case;

/** Everything of {@link SequenceOperations}. */
final class SequenceCases {
  private SequenceCases() {}

  static List<Case> all() {
    return Stream.of(
            named("embedding", EmbeddingCases.all()),
            named("layerNorm", LayerNormCases.all()),
            named("rmsNorm", RmsNormCases.all()),
            named("rotary", RotaryCases.all()),
            named("swiglu", SwigluCases.all()),
            named("attention", AttentionCases.all()),
            named("cachedAttention", CachedAttentionCases.all()))
        .flatMap(s -> s)
        .toList();
  }

  private static Stream<Case> named(String operation, List<Case> cases) {
    return cases.stream().map(c -> new Case(operation + " " + c.name(), c.body()));
  }
}
