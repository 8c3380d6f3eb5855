package org.strideml.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
  @Test
  void areAsShortAsTheyCanBeToldApart() {
    Map<String, String> point = new LinkedHashMap<>();
    point.put("sync.workers", "2");
    point.put("compression.weights.bits", "8");
    point.put("compression.gradients.bits", "4");
    assertThat(ShortNames.named(point)).isEqualTo("workers 2, weights.bits 8, gradients.bits 4");
    assertThat(ShortNames.of(List.of("a.b", "c.a.b")))
        .isEqualTo(Map.of("a.b", "a.b", "c.a.b", "c.a.b"));
  }
}
