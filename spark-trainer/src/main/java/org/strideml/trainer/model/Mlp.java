package org.strideml.trainer.model;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.strideml.kernels.Activation;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;
import org.strideml.quantization.RandomKey;

/**
 * A multilayer perceptron: dense layers with an activation between them and a {@link Head} at the
 * end. Without hidden layers it is linear, logistic or softmax regression.
 *
 * <p>Parameters are named and laid out as PyTorch's {@code Sequential(Linear, activation, Linear,
 * …)}: {@code 0.weight} (out × in), {@code 0.bias}, {@code 2.weight}, … Fresh weights and biases
 * are uniform in ±1/√in, as PyTorch's {@code Linear} draws them.
 *
 * @param inputs features per row
 * @param hidden hidden layers, front to back
 * @param head what is predicted
 */
public record Mlp(int inputs, List<Hidden> hidden, Head head) implements Model {
  private static final long INITIAL_WEIGHTS = 0x696e6974; // "init"

  /**
   * @param size units
   * @param activation of their outputs
   */
  public record Hidden(int size, Activation activation) implements Serializable {
    public Hidden {
      Sizes.positive("hidden layer size", size);
      Objects.requireNonNull(activation, "activation");
    }
  }

  public Mlp {
    Sizes.positive("inputs", inputs);
    Objects.requireNonNull(head, "head");
    hidden = List.copyOf(hidden);
    Sizes.parameters(parameterCount(inputs, hidden, head.outputs()));
  }

  /** All hidden layers with the same activation. */
  public static Mlp of(int inputs, List<Integer> hidden, Head head, Activation activation) {
    return new Mlp(
        inputs, hidden.stream().map(size -> new Hidden(size, activation)).toList(), head);
  }

  private static double parameterCount(int inputs, List<Hidden> hidden, int outputs) {
    double count = 0;
    double in = inputs;
    for (Hidden layer : hidden) {
      count += (in + 1) * layer.size();
      in = layer.size();
    }
    return count + (in + 1) * outputs;
  }

  @Override
  public String type() {
    return "mlp";
  }

  /** Number of dense layers. */
  int depth() {
    return hidden.size() + 1;
  }

  int layerInputs(int layer) {
    return layer == 0 ? inputs : hidden.get(layer - 1).size();
  }

  int layerOutputs(int layer) {
    return layer == hidden.size() ? head.outputs() : hidden.get(layer).size();
  }

  Activation layerActivation(int layer) {
    return layer == hidden.size() ? Activation.IDENTITY : hidden.get(layer).activation();
  }

  /** Linear layers have even numbers in a Sequential, activations the odd ones. */
  static String layerName(int layer) {
    return Integer.toString(2 * layer);
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    for (int layer = 0; layer < depth(); layer++) {
      builder.add(layerName(layer) + ".weight", layerOutputs(layer), layerInputs(layer));
      builder.add(layerName(layer) + ".bias", layerOutputs(layer));
    }
    return builder.build();
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(Operation.DENSE, Operation.LOSS, Operation.OPTIMIZER);
  }

  @Override
  public float[] initialParameters(long seed) {
    ParameterLayout layout = layout();
    float[] parameters = new float[layout.size()];
    List<ParameterSlice> slices = layout.slices();
    RandomKey root = RandomKey.of(seed).child(INITIAL_WEIGHTS);
    for (int tensor = 0; tensor < slices.size(); tensor++) {
      ParameterSlice slice = slices.get(tensor);
      RandomKey key = root.child(tensor);
      double bound = 1 / Math.sqrt(layerInputs(tensor / 2));
      for (int i = 0; i < slice.size(); i++) {
        parameters[slice.offset() + i] = (float) ((2.0 * key.uniform(i) - 1) * bound);
      }
    }
    return parameters;
  }

  @Override
  public BatchShape batchShape() {
    return head.rowOf(inputs, 0);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    return new MlpNetwork(this, backend, rows, training);
  }
}
