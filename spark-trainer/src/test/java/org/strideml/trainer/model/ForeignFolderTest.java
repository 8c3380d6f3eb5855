package org.strideml.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.Backend;
import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.trainer.safetensors.CorruptFileException;

/** GPT-2 as other writers save it, with the scores Hugging Face computes from it. */
class ForeignFolderTest {
  private static final JsonNode GOLDEN = Golden.read("train_gpt2.json");

  @TempDir private Path folder;
  private SavedModel golden;

  @BeforeEach
  void copyGolden() throws IOException {
    for (String name : List.of("config.json", "model.safetensors")) {
      try (InputStream in = getClass().getResourceAsStream("/golden/gpt2-tiny/" + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
    golden = ModelFolder.loadForeign(folder);
  }

  /** Writes tensors of any type under any name. */
  private final class Writer {
    private final ObjectNode header = new ObjectMapper().createObjectNode();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    void add(String name, String type, int[] shape, byte[] bytes) {
      ObjectNode entry = header.putObject(name).put("dtype", type);
      ArrayNode extents = entry.putArray("shape");
      for (int extent : shape) {
        extents.add(extent);
      }
      entry.putArray("data_offsets").add(data.size()).add(data.size() + bytes.length);
      data.writeBytes(bytes);
    }

    void write() throws IOException {
      byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      length.putLong(text.length);
      try (var out = Files.newOutputStream(folder.resolve("model.safetensors"))) {
        out.write(length.array());
        out.write(text);
        data.writeTo(out);
      }
    }
  }

  private static byte[] bytes(String type, float[] values, int from, int count) {
    int width = type.equals("F32") ? 4 : 2;
    ByteBuffer bytes = ByteBuffer.allocate(width * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < from + count; i++) {
      int bits = Float.floatToIntBits(values[i]);
      switch (type) {
        case "F32" -> bytes.putInt(bits);
        case "BF16" -> bytes.putShort((short) (bits >>> 16));
        case "F16" -> bytes.putShort(half(values[i]));
        default -> throw new IllegalArgumentException(type);
      }
    }
    return bytes.array();
  }

  /** The next half towards zero. */
  private static short half(float value) {
    int bits = 0;
    double magnitude = Math.abs(value);
    if (magnitude >= 0x1p-14) {
      int exponent = Math.getExponent(magnitude);
      bits = exponent + 15 << 10 | (int) ((Math.scalb(magnitude, -exponent) - 1) * 1024);
    } else {
      bits = (int) (magnitude * 0x1p24);
    }
    return (short) (value < 0 ? bits | 0x8000 : bits);
  }

  /** As GPT-2 was published: without prefix, with masks of several types, head written again. */
  private Writer published(String type) {
    Writer writer = new Writer();
    float[] parameters = golden.parameters();
    for (ParameterSlice slice : golden.model().layout().slices()) {
      String name = slice.name().replaceFirst("^transformer\\.", "");
      writer.add(name, type, slice.shape(), bytes(type, parameters, slice.offset(), slice.size()));
    }
    writer.add("h.0.attn.bias", "BOOL", new int[] {1, 1, 4, 4}, new byte[16]);
    writer.add("h.1.attn.bias", "F32", new int[] {1, 1, 2, 2}, new byte[16]);
    writer.add("h.1.attn.masked_bias", "F32", new int[] {}, new byte[4]);
    return writer;
  }

  @Test
  void scoresAreThoseOfHuggingFace() throws IOException {
    assertScores(golden, 1e-4);
    Writer writer = published("F32");
    ParameterSlice table = golden.model().layout().slice(Gpt.TOKENS);
    byte[] copy = bytes("F32", golden.parameters(), table.offset(), table.size());
    writer.add("lm_head.weight", "F32", table.shape(), copy);
    writer.write();
    SavedModel loaded = ModelFolder.loadForeign(folder);
    assertThat(loaded.parameters()).isEqualTo(golden.parameters());
    assertScores(loaded, 1e-4);
  }

  /** Truncating the fraction to 10 or 7 bits changes a weight by less than its last place. */
  @Test
  void weightsOfSixteenBitsBecomeFloats() throws IOException {
    for (String type : List.of("F16", "BF16")) {
      published(type).write();
      SavedModel loaded = ModelFolder.loadForeign(folder);
      double lastPlace = type.equals("F16") ? 0x1p-10 : 0x1p-7;
      float[] expected = golden.parameters();
      float[] got = loaded.parameters();
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) Math.abs(got[i] - expected[i]))
            .isLessThanOrEqualTo(lastPlace * Math.abs(expected[i]) + 0x1p-24);
      }
      assertThat(got).isNotEqualTo(expected);
      assertScores(loaded, 16 * lastPlace);
    }
  }

  @Test
  void refusesAnOutputLayerOfItsOwn() throws IOException {
    Writer writer = published("F32");
    ParameterSlice table = golden.model().layout().slice(Gpt.TOKENS);
    writer.add("lm_head.weight", "F32", table.shape(), new byte[4 * table.size()]);
    writer.write();
    assertThatThrownBy(() -> ModelFolder.loadForeign(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("lm_head.weight equal to transformer.wte.weight");
  }

  @Test
  void refusesTensorsItDoesNotKnow() throws IOException {
    Writer writer = published("F32");
    writer.add("h.0.adapter.weight", "F32", new int[] {1}, new byte[4]);
    writer.write();
    assertThatThrownBy(() -> ModelFolder.loadForeign(folder))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("tensor h.0.adapter.weight");
  }

  @Test
  void aFolderOfOursIsNotForeign() throws IOException {
    assertThat(ModelFolder.isForeign(folder)).isTrue();
    Files.writeString(folder.resolve("preprocessing.json"), "{}");
    assertThat(ModelFolder.isForeign(folder)).isFalse();
  }

  private static void assertScores(SavedModel saved, double tolerance) {
    Gpt model = (Gpt) saved.model();
    try (Backend backend = CpuBackend.open()) {
      Network network = model.build(backend, 3, false);
      network.parameters().write(saved.parameters(), 0);
      Batch batch = model.newBatch(3);
      for (int row = 0; row < 3; row++) {
        int[] tokens = Golden.ints(GOLDEN.required("tokens").get(0).get(row));
        System.arraycopy(tokens, 0, batch.ids(), row * model.context(), model.context());
      }
      network.scores(batch);
      float[] got = network.logits().toArray();
      double[] expected = Golden.doubles(GOLDEN.required("first_batch_logits"));
      assertThat(got).hasSameSizeAs(expected);
      for (int i = 0; i < got.length; i++) {
        assertThat(Math.abs(got[i] - expected[i])).isLessThanOrEqualTo(tolerance);
      }
    }
  }
}
