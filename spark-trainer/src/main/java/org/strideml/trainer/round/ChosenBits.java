package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.strideml.quantization.AutoBits;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Message;
import org.strideml.quantization.Section;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.model.ParameterSlice;

/** Says which bits messages have chosen for their tensors, each time they choose others. */
public final class ChosenBits {
  private final ParameterLayout layout;
  private String last = "";

  /**
   * @param layout that names the tensors
   */
  public ChosenBits(ParameterLayout layout) {
    this.layout = layout;
  }

  /**
   * What a message has chosen, such as {@code layers.0.weight 5, layers.1.weight 6}; empty when it
   * is what the message before chose, or there was nothing to choose.
   */
  Optional<String> news(ChunkedFormat format, Message message) {
    List<String> chosen = new ArrayList<>();
    int[] bits = format.bits(message);
    List<Section> sections = format.sections();
    for (int i = 0; i < bits.length; i++) {
      if (sections.get(i).codec() instanceof AutoBits) {
        chosen.add(name(sections.get(i)) + " " + bits[i]);
      }
    }
    String now = String.join(", ", chosen);
    boolean isNews = !now.equals(last);
    last = now;
    return isNews ? Optional.of(now) : Optional.empty();
  }

  private String name(Section section) {
    return layout.slices().stream()
        .filter(slice -> slice.offset() == section.offset())
        .map(ParameterSlice::name)
        .findFirst()
        .orElse("from " + section.offset());
  }
}
