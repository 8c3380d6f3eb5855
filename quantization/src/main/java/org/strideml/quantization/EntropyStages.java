package org.strideml.quantization;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The entropy stages that are here: this library's and those on the class path. */
public final class EntropyStages {
  private EntropyStages() {}

  private static final class Found {
    private static final List<EntropyStage> STAGES = find();

    private static List<EntropyStage> find() {
      List<EntropyStage> stages = new ArrayList<>(List.of(new Rans(), new Deflate()));
      ServiceLoader.load(EntropyStage.class, EntropyStages.class.getClassLoader())
          .forEach(stages::add);
      return List.copyOf(stages);
    }
  }

  /** All of them. */
  public static List<EntropyStage> all() {
    return Found.STAGES;
  }

  /**
   * The stages a configuration names.
   *
   * @param name {@code none}, {@code auto} for all, or one stage's
   * @throws IllegalArgumentException when there is none of that name
   */
  public static List<EntropyStage> of(String name) {
    if (name.equals("none")) {
      return List.of();
    }
    if (name.equals("auto")) {
      return all();
    }
    List<EntropyStage> found = all().stream().filter(s -> s.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "entropy stage must be none, auto or one of "
              + String.join(", ", all().stream().map(EntropyStage::name).toList())
              + ", got \""
              + name
              + "\"");
    }
    return found;
  }

  static EntropyStage byId(int id, long offset) {
    return all().stream()
        .filter(stage -> stage.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                new WireFormatException(
                    offset,
                    "expected a known entropy stage, got number "
                        + id
                        + "; the sender has one on its class path that is not here"));
  }
}
