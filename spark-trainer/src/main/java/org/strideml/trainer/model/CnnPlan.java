package org.strideml.trainer.model;

import java.util.ArrayList;
import java.util.List;

/** The layers of a {@link Cnn} with their names in PyTorch's Sequential and the extents between. */
public final class CnnPlan {
  private final List<Step> steps = new ArrayList<>();
  private final List<String> dense = new ArrayList<>();
  private final ParameterLayout layout;
  private final ImageShape output;

  /**
   * @param name number in the Sequential of a convolution, {@code null} of a pool
   * @param norm number of the convolution's normalization, {@code null} for none
   */
  public record Step(
      Cnn.Layer layer, String name, String norm, ImageShape input, ImageShape output) {}

  /**
   * @throws IllegalArgumentException when an image shrinks to nothing or there are too many
   *     parameters
   */
  CnnPlan(ImageShape input, List<Cnn.Layer> layers, List<Integer> hidden, int classes) {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    ImageShape shape = input;
    int number = 0;
    double parameters = 0;
    for (int i = 0; i < layers.size(); i++) {
      Step step;
      if (layers.get(i) instanceof Cnn.Conv conv) {
        boolean normalized = conv.norm().type() != Normalization.Type.NONE;
        String name = Integer.toString(number++);
        String norm = normalized ? Integer.toString(number++) : null;
        step = new Step(conv, name, norm, shape, after(conv, shape, i));
        parameters += (double) conv.channels() * shape.channels() * conv.kernel() * conv.kernel();
        Sizes.parameters(parameters);
        add(builder, conv, step);
      } else {
        Cnn.Pool pool = (Cnn.Pool) layers.get(i);
        int height = shape.height() / pool.window();
        int width = shape.width() / pool.window();
        step = new Step(pool, null, null, shape, shape(i, shape, shape.channels(), height, width));
      }
      number++;
      steps.add(step);
      shape = step.output();
    }
    output = shape;
    int in = shape.features();
    number++; // Flatten
    for (int layer = 0; layer <= hidden.size(); layer++) {
      int out = layer < hidden.size() ? hidden.get(layer) : classes;
      parameters += (in + 1.0) * out;
      Sizes.parameters(parameters);
      dense.add(Integer.toString(number));
      builder.add(number + ".weight", out, in).add(number + ".bias", out);
      number += 2;
      in = out;
    }
    layout = builder.build();
  }

  private static void add(ParameterLayout.Builder builder, Cnn.Conv conv, Step step) {
    builder.add(
        step.name() + ".weight",
        conv.channels(),
        step.input().channels(),
        conv.kernel(),
        conv.kernel());
    if (step.norm() == null) {
      builder.add(step.name() + ".bias", conv.channels());
    } else {
      conv.norm().addTo(builder, step.norm(), conv.channels());
    }
  }

  private static ImageShape after(Cnn.Conv conv, ImageShape shape, int layer) {
    int height = convolved(shape.height(), conv);
    return shape(layer, shape, conv.channels(), height, convolved(shape.width(), conv));
  }

  private static int convolved(int extent, Cnn.Conv conv) {
    return Math.floorDiv(extent + 2 * conv.padding() - conv.kernel(), conv.stride()) + 1;
  }

  private static ImageShape shape(int layer, ImageShape in, int channels, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "layer %d leaves nothing of images of %d x %d pixels; use fewer or smaller windows"
              .formatted(layer, in.height(), in.width()));
    }
    return new ImageShape(channels, height, width);
  }

  public List<Step> steps() {
    return steps;
  }

  /** Names of the dense layers. */
  public List<String> dense() {
    return dense;
  }

  /** What the first dense layer sees. */
  ImageShape output() {
    return output;
  }

  ParameterLayout layout() {
    return layout;
  }
}
