package org.strideml.trainer.round;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.model.ParameterSlice;

/**
 * A model cut into fragments. A layer, which is what a name says up to its first number, or up to
 * its last dot, stays whole; layer i belongs to fragment i mod P, so that a fragment has layers
 * from all depths.
 */
public final class Fragments {
  private static final Pattern NUMBERED = Pattern.compile("^(.*?\\.\\d+)\\..*");

  private final List<Fragment> fragments = new ArrayList<>();

  /**
   * @throws IllegalArgumentException when the model cannot be cut so
   */
  public Fragments(TrainerConfig config) {
    int count = config.sync().streaming().fragments();
    ParameterLayout whole = config.model().layout();
    if (whole.trainableSize() != whole.size()
        || whole.slices().stream().anyMatch(ParameterSlice::sparse)) {
      throw new IllegalArgumentException(
          "sync.fragments.count must be 0 for a model with sparse tables or running statistics, got "
              + count);
    }
    Map<String, List<ParameterSlice>> layers = new LinkedHashMap<>();
    for (ParameterSlice slice : whole.slices()) {
      layers.computeIfAbsent(layer(slice.name()), name -> new ArrayList<>()).add(slice);
    }
    if (count > layers.size()) {
      throw new IllegalArgumentException(
          "sync.fragments.count must be at most the number of layers, got %d for %s"
              .formatted(count, layers.keySet()));
    }
    List<List<ParameterSlice>> parts = new ArrayList<>();
    int index = 0;
    for (List<ParameterSlice> layer : layers.values()) {
      if (index < count) {
        parts.add(new ArrayList<>());
      }
      parts.get(index++ % count).addAll(layer);
    }
    parts.forEach(part -> fragments.add(new Fragment(config, part)));
  }

  private static String layer(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    int dot = name.lastIndexOf('.');
    return numbered.matches() ? numbered.group(1) : dot < 0 ? name : name.substring(0, dot);
  }

  /** The fragment that round {@code round} exchanges. */
  Fragment of(long round) {
    return fragments.get((int) (round % fragments.size()));
  }

  public int count() {
    return fragments.size();
  }

  /** Bytes of the longest message down after the first round's, which has the whole model. */
  public long weightsSize() {
    return fragments.stream().mapToLong(part -> part.exchange().weightsSize()).max().orElseThrow();
  }

  /** Bytes of the longest message up. */
  public long contributionSize() {
    return fragments.stream()
        .mapToLong(part -> part.exchange().contributionSize())
        .max()
        .orElseThrow();
  }

  /** Some tensors of a model as a vector of their own. */
  static final class Fragment {
    private final List<ParameterSlice> slices;
    private final ParameterLayout layout;
    private final Exchange exchange;

    Fragment(TrainerConfig config, List<ParameterSlice> slices) {
      this.slices = List.copyOf(slices);
      ParameterLayout.Builder builder = ParameterLayout.builder();
      slices.forEach(slice -> builder.add(slice.name(), slice.shape()));
      this.layout = builder.build();
      this.exchange = new Exchange(config, layout);
    }

    ParameterLayout layout() {
      return layout;
    }

    /** What its messages look like. */
    Exchange exchange() {
      return exchange;
    }

    /** Its elements of a whole vector. */
    float[] gather(float[] whole) {
      float[] part = new float[layout.size()];
      int place = 0;
      for (ParameterSlice slice : slices) {
        System.arraycopy(whole, slice.offset(), part, place, slice.size());
        place += slice.size();
      }
      return part;
    }

    /** Puts them into a whole vector. */
    void scatter(float[] part, float[] whole) {
      int place = 0;
      for (ParameterSlice slice : slices) {
        System.arraycopy(part, place, whole, slice.offset(), slice.size());
        place += slice.size();
      }
    }
  }
}
