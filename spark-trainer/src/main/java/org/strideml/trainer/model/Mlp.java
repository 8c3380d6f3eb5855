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
 * end. Without hidden layers it is linear, logistic or softmax regression. A layer with input x
 * gives
 *
 * <pre>
 * dropout(f(norm(x)·W + b)) [+ x]
 * </pre>
 *
 * <p>with the norm, the dropout and the residual as {@link Block} says. The first layer's input is
 * the row's features, then one vector per categorical column, looked up in a table.
 *
 * <p>Parameters are named and laid out as PyTorch's {@code Sequential(Linear, activation, Linear,
 * …)}: {@code 0.weight} (out × in), {@code 0.bias}, {@code 2.weight}, …; then {@code
 * norms.2.weight} and {@code norms.2.bias} for the input of layer 2, …, and {@code
 * embeddings.weight}, all columns' tables one below the other. Fresh weights and biases are uniform
 * in ±1/√in, as PyTorch's {@code Linear} draws them; norms start as the identity and tables as
 * standard normal numbers.
 *
 * @param inputs features per row; may be 0 when there are categorical columns
 * @param embeddings categorical columns
 * @param hidden hidden layers, front to back
 * @param block what surrounds a layer
 * @param head what is predicted
 */
public record Mlp(int inputs, Embeddings embeddings, List<Hidden> hidden, Block block, Head head)
    implements Model {
  /** Name of the vectors of all categorical columns. */
  public static final String EMBEDDINGS = "embeddings.weight";

  /** Added to the variance in normalizations; PyTorch's. */
  public static final float NORM_EPSILON = 1e-5f;

  private static final long INITIAL_WEIGHTS = 0x696e6974; // "init"

  /**
   * Categorical columns, each code of which has a vector of its own.
   *
   * @param categories codes of each column
   * @param width of the vectors; 0 without columns
   */
  public record Embeddings(List<Integer> categories, int width) implements Serializable {
    public static final Embeddings NONE = new Embeddings(List.of(), 0);

    public Embeddings {
      categories = List.copyOf(categories);
      categories.forEach(count -> Sizes.positive("categories of a column", count));
      if (categories.isEmpty() != (width == 0) || width < 0) {
        throw new IllegalArgumentException(
            "embedding width must be >= 1 with categorical columns and 0 without, got %d with %d"
                .formatted(width, categories.size()));
      }
    }

    int columns() {
      return categories.size();
    }

    /** Rows of all tables. */
    int rows() {
      return categories.stream().reduce(0, Math::addExact);
    }

    /** Floats that the columns of a row become. */
    int outputs() {
      return Math.multiplyExact(columns(), width);
    }
  }

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

  /**
   * What surrounds a layer.
   *
   * @param norm whether the input of every layer but the first is layer-normalized
   * @param residual whether hidden layers as wide as their input add it to their output
   * @param dropout share of each hidden layer's outputs that is zeroed in training, in [0, 1)
   */
  public record Block(boolean norm, boolean residual, float dropout) implements Serializable {
    public static final Block PLAIN = new Block(false, false, 0);

    public Block {
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout must be in [0, 1), got " + dropout);
      }
    }
  }

  public Mlp {
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(block, "block");
    if (inputs < 0 || inputs == 0 && embeddings.columns() == 0) {
      throw new IllegalArgumentException("inputs must be >= 1, got " + inputs);
    }
    hidden = List.copyOf(hidden);
    Sizes.parameters(parameterCount(inputs, embeddings, hidden, block, head));
  }

  /** Plain layers, all with the same activation. */
  public static Mlp of(int inputs, List<Integer> hidden, Head head, Activation activation) {
    return new Mlp(
        inputs,
        Embeddings.NONE,
        hidden.stream().map(size -> new Hidden(size, activation)).toList(),
        Block.PLAIN,
        head);
  }

  private static double parameterCount(
      int inputs, Embeddings embeddings, List<Hidden> hidden, Block block, Head head) {
    double count = (double) embeddings.rows() * embeddings.width();
    double in = (double) inputs + embeddings.outputs();
    for (Hidden layer : hidden) {
      count += (in + 1) * layer.size() + (block.norm() ? 2.0 * layer.size() : 0);
      in = layer.size();
    }
    return count + (in + 1) * head.outputs();
  }

  @Override
  public String type() {
    return "mlp";
  }

  /** Number of dense layers. */
  public int depth() {
    return hidden.size() + 1;
  }

  public int layerInputs(int layer) {
    return layer == 0 ? inputs + embeddings.outputs() : hidden.get(layer - 1).size();
  }

  public int layerOutputs(int layer) {
    return layer == hidden.size() ? head.outputs() : hidden.get(layer).size();
  }

  public Activation layerActivation(int layer) {
    return layer == hidden.size() ? Activation.IDENTITY : hidden.get(layer).activation();
  }

  /** Whether a layer's input is normalized. */
  public boolean isNormed(int layer) {
    return block.norm() && layer > 0;
  }

  /** Whether a layer adds its input to its output. */
  public boolean isResidual(int layer) {
    return block.residual() && layer < hidden.size() && layerInputs(layer) == layerOutputs(layer);
  }

  float dropoutAfter(int layer) {
    return layer < hidden.size() ? block.dropout() : 0;
  }

  /** Linear layers have even numbers in a Sequential, activations the odd ones. */
  public static String layerName(int layer) {
    return Integer.toString(2 * layer);
  }

  /** Name of the normalization of a layer's input. */
  public static String normName(int layer) {
    return "norms." + layerName(layer);
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder = ParameterLayout.builder();
    for (int layer = 0; layer < depth(); layer++) {
      builder.add(layerName(layer) + ".weight", layerOutputs(layer), layerInputs(layer));
      builder.add(layerName(layer) + ".bias", layerOutputs(layer));
    }
    for (int layer = 0; layer < depth(); layer++) {
      if (isNormed(layer)) {
        builder.add(normName(layer) + ".weight", layerInputs(layer));
        builder.add(normName(layer) + ".bias", layerInputs(layer));
      }
    }
    if (embeddings.columns() > 0) {
      builder.add(EMBEDDINGS, embeddings.rows(), embeddings.width());
    }
    return builder.build();
  }

  @Override
  public Set<Operation> operations() {
    Set<Operation> needed = EnumSet.of(Operation.DENSE, Operation.LOSS, Operation.OPTIMIZER);
    if (block.norm() || embeddings.columns() > 0) {
      needed.add(Operation.SEQUENCE);
    }
    return needed;
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
      for (int i = 0; i < slice.size(); i++) {
        parameters[slice.offset() + i] = initial(slice.name(), tensor, key, i);
      }
    }
    return parameters;
  }

  private float initial(String name, int tensor, RandomKey key, int index) {
    if (name.equals(EMBEDDINGS)) {
      return (float) key.gaussian(index);
    }
    if (name.startsWith("norms.")) {
      return name.endsWith(".weight") ? 1 : 0;
    }
    double bound = 1 / Math.sqrt(layerInputs(tensor / 2));
    return (float) ((2.0 * key.uniform(index) - 1) * bound);
  }

  @Override
  public BatchShape batchShape() {
    return head.rowOf(inputs, embeddings.columns());
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    return new MlpNetwork(this, backend, rows, training);
  }
}
