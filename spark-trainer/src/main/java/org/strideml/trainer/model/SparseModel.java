package org.strideml.trainer.model;

import java.util.EnumSet;
import java.util.Set;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Operation;
import org.strideml.quantization.RandomKey;

/**
 * Linear models and factorization machines (Rendle 2010) of sparse rows x:
 *
 * <pre>
 * linear   ŷ = b + Wᵀx
 * fm       ŷ = b + wᵀx + Σ_{i&lt;j} ⟨v_i, v_j⟩ x_i x_j
 * </pre>
 *
 * <p>With the head's task this is linear, logistic or softmax regression. Parameters are {@code
 * bias} (outputs), {@code weight} (features × outputs), and {@code factors} (features × k). Weights
 * and bias start at zero, factors are normal with deviation 0.01.
 *
 * <p>Step time and traffic follow the features that occur; memory follows all of them.
 *
 * @param features number of features; ids are in [0, features)
 * @param factors k, the length of each v; 0 for a linear model
 * @param head what is predicted; a factorization machine has one output
 */
public record SparseModel(int features, int factors, Head head) implements Model {
  static final String BIAS = "bias";
  static final String WEIGHT = "weight";
  static final String FACTORS = "factors";
  private static final double DEVIATION = 0.01;
  private static final long INITIAL_FACTORS = 0x666163746f7273L; // "factors"

  public SparseModel {
    Sizes.positive("features", features);
    if (factors < 0) {
      throw new IllegalArgumentException("factors must be >= 0, got " + factors);
    }
    if (factors > 0 && head.outputs() != 1) {
      throw new IllegalArgumentException(
          "a factorization machine has 1 output (binary, or regression of one number), got "
              + head.outputs());
    }
    Sizes.parameters(head.outputs() + (double) features * (head.outputs() + factors));
  }

  @Override
  public String type() {
    return factors == 0 ? "linear" : "fm";
  }

  @Override
  public ParameterLayout layout() {
    ParameterLayout.Builder builder =
        ParameterLayout.builder()
            .add(BIAS, head.outputs())
            .addTable(WEIGHT, features, head.outputs());
    return factors == 0 ? builder.build() : builder.addTable(FACTORS, features, factors).build();
  }

  @Override
  public Set<Operation> operations() {
    return EnumSet.of(Operation.SPARSE, Operation.LOSS, Operation.OPTIMIZER);
  }

  @Override
  public float[] initialParameters(long seed) {
    ParameterLayout layout = layout();
    float[] parameters = new float[layout.size()];
    if (factors > 0) {
      ParameterSlice slice = layout.slice(FACTORS);
      RandomKey key = RandomKey.of(seed).child(INITIAL_FACTORS);
      for (int i = 0; i < slice.size(); i++) {
        parameters[slice.offset() + i] = (float) (DEVIATION * key.gaussian(i));
      }
    }
    return parameters;
  }

  @Override
  public BatchShape batchShape() {
    return head.rowOf(0, 0).withSparse(features);
  }

  @Override
  public Network build(Backend backend, int rows, boolean training) {
    return new SparseNetwork(this, backend, rows, training);
  }
}
