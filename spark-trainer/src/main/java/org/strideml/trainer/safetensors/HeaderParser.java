package org.strideml.trainer.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The header of a safetensors file, checked against the length of the data that follow it. */
final class HeaderParser {
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final String source;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> headerOrder = new ArrayList<>();
  private final Map<String, String> metadata = new HashMap<>();

  /** One tensor; offsets in bytes from the start of the data. */
  record Entry(String name, DataType type, int[] shape, long begin, long end) {}

  HeaderParser(String source, byte[] header, long dataLength) {
    this.source = source;
    JsonNode root = parse(header);
    for (Iterator<Map.Entry<String, JsonNode>> it = root.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (field.getKey().equals(SafetensorsWriter.METADATA)) {
        readMetadata(field.getValue());
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
        headerOrder.add(field.getKey());
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkContiguous(dataLength);
  }

  /** In the order of their data. */
  List<Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** Tensors in the order in which the header names them. */
  List<TensorFile.Tensor> inHeaderOrder(List<TensorFile.Tensor> tensors) {
    Map<String, TensorFile.Tensor> byName = new HashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      byName.put(entries.get(i).name(), tensors.get(i));
    }
    return headerOrder.stream().map(byName::get).filter(Objects::nonNull).toList();
  }

  private JsonNode parse(byte[] header) {
    String text;
    try {
      // Jackson would guess the encoding; the format knows only this one.
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
    } catch (CharacterCodingException e) {
      throw corrupt("a header in UTF-8", "other bytes");
    }
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.isObject() || text.charAt(0) != '{') {
        throw corrupt("a header that is a JSON object", excerpt(text));
      }
      return root;
    } catch (JsonProcessingException e) {
      throw corrupt("a header in JSON", e.getOriginalMessage() + " in " + excerpt(text));
    }
  }

  private void readMetadata(JsonNode node) {
    if (!node.isObject()) {
      throw corrupt(SafetensorsWriter.METADATA + " as an object", excerpt(node.toString()));
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (!field.getValue().isTextual()) {
        throw corrupt(
            "metadata " + field.getKey() + " as a text", excerpt(field.getValue().toString()));
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
  }

  private Entry entry(String name, JsonNode node) {
    Set<String> fields = new TreeSet<>();
    node.fieldNames().forEachRemaining(fields::add);
    if (!fields.equals(FIELDS)) {
      throw corrupt(
          "tensor " + excerpt(name) + " with the fields " + new TreeSet<>(FIELDS),
          excerpt(node.toString()));
    }
    DataType type = type(name, node.get("dtype"));
    int[] shape = shape(name, node.get("shape"));
    JsonNode offsets = node.get("data_offsets");
    if (!offsets.isArray() || offsets.size() != 2) {
      throw corrupt("two data_offsets of " + excerpt(name), excerpt(offsets.toString()));
    }
    long begin = number("data_offsets of " + name, offsets.get(0));
    long end = number("data_offsets of " + name, offsets.get(1));
    if (end - begin != (long) type.bytes() * TensorFile.Tensor.sizeOf(shape)) {
      throw corrupt(
          "data_offsets that span the "
              + type.bytes()
              + " x "
              + TensorFile.Tensor.sizeOf(shape)
              + " bytes of "
              + excerpt(name)
              + Arrays.toString(shape),
          offsets.toString());
    }
    return new Entry(name, type, shape, begin, end);
  }

  private DataType type(String name, JsonNode node) {
    for (DataType type : DataType.values()) {
      if (type.name().equals(node.asText())) {
        return type;
      }
    }
    throw unreadable(name, node.toString());
  }

  /** A tensor that is wanted and whose elements are none that single precision can hold. */
  CorruptFileException unreadable(String name, String type) {
    return new CorruptFileException(
        source,
        Long.BYTES,
        "tensor " + excerpt(name) + " in F32, F16 or BF16",
        excerpt(type),
        "convert the file to float32");
  }

  private int[] shape(String name, JsonNode node) {
    if (!node.isArray()) {
      throw corrupt("the shape of " + excerpt(name) + " as an array", excerpt(node.toString()));
    }
    int[] shape = new int[node.size()];
    long size = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      long extent = number("the shape of " + name, node.get(axis));
      // A product below 2^31 times an extent below 2^31 fits a long.
      size *= Math.min(extent, 1L << 31);
      if (extent > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
        throw corrupt(
            "fewer than 2^31 elements in " + excerpt(name), "shape " + excerpt(node.toString()));
      }
      shape[axis] = (int) extent;
    }
    return shape;
  }

  private long number(String what, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw corrupt(excerpt(what) + " in whole numbers >= 0", excerpt(node.toString()));
    }
    return node.longValue();
  }

  private void checkContiguous(long dataLength) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw corrupt(
            "data of " + excerpt(entry.name()) + " to begin at " + end,
            "data_offsets [" + entry.begin() + ", " + entry.end() + "]");
      }
      end = entry.end();
    }
    if (end != dataLength) {
      throw corrupt(end + " bytes of data after the header", dataLength + " bytes");
    }
  }

  private static String excerpt(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private CorruptFileException corrupt(String expected, String got) {
    return new CorruptFileException(source, Long.BYTES, expected, got, SafetensorsReader.REMEDY);
  }
}
