package org.strideml.trainer.safetensors;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file of tensors holds: the tensors in their order, and texts by key. */
public final class TensorFile {
  private static final String REMEDY =
      "restore it from a copy, or write it again with this version";

  private final String source;
  private final SortedMap<String, String> metadata;
  private final List<Tensor> tensors;

  /** Contents to be written; the arrays are not copied. */
  public TensorFile(Map<String, String> metadata, List<Tensor> tensors) {
    this("tensors in memory", metadata, tensors);
  }

  /**
   * @param source where this was read from, for messages
   */
  TensorFile(String source, Map<String, String> metadata, List<Tensor> tensors) {
    this.source = source;
    this.metadata = new TreeMap<>(metadata);
    this.tensors = List.copyOf(tensors);
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("tensor " + tensor.name() + " is there twice");
      }
    }
  }

  /** A name, a shape and the place of its elements, row-major, in an array. */
  public static final class Tensor {
    private final String name;
    private final int[] shape;
    private final float[] array;
    private final int offset;
    private final int size;

    /**
     * @param array is not copied
     * @param offset of the first element in {@code array}
     */
    public Tensor(String name, int[] shape, float[] array, int offset) {
      this.name = name;
      this.shape = shape.clone();
      this.array = array;
      this.offset = offset;
      this.size = sizeOf(shape);
      Objects.checkFromIndexSize(offset, size, array.length);
    }

    static int sizeOf(int[] shape) {
      int size = 1;
      for (int extent : shape) {
        if (extent < 0) {
          throw new IllegalArgumentException(
              "extents must be >= 0, got shape " + Arrays.toString(shape));
        }
        size = Math.multiplyExact(size, extent);
      }
      return size;
    }

    public String name() {
      return name;
    }

    public int[] shape() {
      return shape.clone();
    }

    /** Number of elements. */
    public int size() {
      return size;
    }

    /** The elements: the array itself when it holds nothing else, otherwise a copy. */
    public float[] values() {
      boolean whole = offset == 0 && size == array.length;
      return whole ? array : Arrays.copyOfRange(array, offset, offset + size);
    }

    float[] array() {
      return array;
    }

    int offset() {
      return offset;
    }

    @Override
    public String toString() {
      return name + Arrays.toString(shape);
    }
  }

  /** A tensor with one axis. */
  public static Tensor vector(String name, float[] values) {
    return new Tensor(name, new int[] {values.length}, values, 0);
  }

  /** Texts by key, sorted; the checksum is not among them. */
  public SortedMap<String, String> metadata() {
    return new TreeMap<>(metadata);
  }

  public List<Tensor> tensors() {
    return tensors;
  }

  /**
   * The text under {@code key}.
   *
   * @throws CorruptFileException when there is none
   */
  public String metadata(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw mismatch("metadata " + key, "only " + metadata.keySet());
    }
    return value;
  }

  /**
   * The elements of the tensor of that name.
   *
   * @throws CorruptFileException when there is none
   */
  public float[] require(String name) {
    return tensor(name).values();
  }

  /**
   * The elements of the tensor of that name, which must be {@code size}.
   *
   * @throws CorruptFileException when there is none or it has another size
   */
  public float[] require(String name, int size) {
    Tensor tensor = tensor(name);
    if (tensor.size() != size) {
      throw mismatch("tensor " + name + " of " + size + " elements", tensor.toString());
    }
    return tensor.values();
  }

  private Tensor tensor(String name) {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw mismatch("a tensor " + name, "only " + tensors.stream().map(Tensor::name).toList());
  }

  private CorruptFileException mismatch(String expected, String got) {
    return new CorruptFileException(source, CorruptFileException.NOWHERE, expected, got, REMEDY);
  }
}
