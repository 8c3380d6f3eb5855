package org.strideml.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.strideml.trainer.model.ParameterLayout;
import org.strideml.trainer.model.ParameterSlice;

/**
 * Collects the nodes of an ONNX graph, front to back. Methods that make a value return its name.
 * Operators are those of set {@value #OPERATORS}, which runtimes have had since 2022.
 */
final class OnnxGraph {
  private static final int OPERATORS = 17;
  private static final int FORMAT = 8;

  private final GraphProto.Builder graph;
  private final ParameterLayout layout;
  private final float[] parameters;
  private int nodes;
  private int constants;

  OnnxGraph(String name, ParameterLayout layout, float[] parameters) {
    this.graph = GraphProto.newBuilder().setName(name);
    this.layout = layout;
    this.parameters = parameters;
  }

  /**
   * @param dimensions numbers, or names of those that may vary
   */
  String floats(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.FLOAT, dimensions));
    return name;
  }

  /** As {@link #floats}, of whole numbers. */
  String integers(String name, Object... dimensions) {
    graph.addInput(value(name, TensorProto.DataType.INT64, dimensions));
    return name;
  }

  /** Makes a value an output under a name people read. */
  void output(String name, String value, Object... dimensions) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name).build());
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, dimensions));
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      if (dimension instanceof Integer size) {
        shape.addDimBuilder().setDimValue(size);
      } else {
        shape.addDimBuilder().setDimParam((String) dimension);
      }
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  boolean hasParameter(String name) {
    return layout.slices().stream().anyMatch(slice -> slice.name().equals(name));
  }

  /** The model's parameter of that name, with its shape there. */
  String parameter(String name) {
    if (graph.getInitializerList().stream().noneMatch(known -> known.getName().equals(name))) {
      ParameterSlice slice = layout.slice(name);
      int end = slice.offset() + slice.size();
      tensor(name, Arrays.copyOfRange(parameters, slice.offset(), end), slice.shape());
    }
    return name;
  }

  String constant(float[] values, int... shape) {
    return tensor("constant" + constants++, values, shape);
  }

  String constant(float value) {
    return constant(new float[] {value});
  }

  private String tensor(String name, float[] values, int... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    tensor.setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (int extent : shape) {
      tensor.addDims(extent);
    }
    graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
    return name;
  }

  /** A list of whole numbers. */
  String integers(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("constant" + constants++);
    tensor.setDataType(TensorProto.DataType.INT64.getNumber()).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** A node with one output. */
  String node(String operator, String... inputs) {
    return node(operator, new Attributes(), inputs);
  }

  String node(String operator, Attributes attributes, String... inputs) {
    return nodes(operator, 1, attributes, inputs)[0];
  }

  /** A node with several outputs. */
  String[] nodes(String operator, int outputs, Attributes attributes, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator);
    node.setName(operator + nodes++).addAllInput(Arrays.asList(inputs));
    String[] names = new String[outputs];
    for (int i = 0; i < outputs; i++) {
      names[i] = node.getName() + (outputs == 1 ? "" : "." + i);
      node.addOutput(names[i]);
    }
    graph.addNode(node.addAllAttribute(attributes.list));
    return names;
  }

  byte[] build() {
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT)
        .setProducerName("stride")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** Settings of a node. */
  static final class Attributes {
    private final List<AttributeProto> list = new ArrayList<>();

    Attributes with(String name, long value) {
      return add(
          AttributeProto.newBuilder()
              .setName(name)
              .setType(AttributeProto.AttributeType.INT)
              .setI(value));
    }

    Attributes with(String name, float value) {
      return add(
          AttributeProto.newBuilder()
              .setName(name)
              .setType(AttributeProto.AttributeType.FLOAT)
              .setF(value));
    }

    Attributes with(String name, long... values) {
      AttributeProto.Builder attribute =
          AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
      for (long value : values) {
        attribute.addInts(value);
      }
      return add(attribute);
    }

    private Attributes add(AttributeProto.Builder attribute) {
      list.add(attribute.build());
      return this;
    }
  }
}
