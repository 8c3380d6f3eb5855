package org.strideml.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    float[] flat = {9, 1.5f, -0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 3, 8};
    TensorFile file =
        new TensorFile(
            Map.of("format", "pt", "b", "ü\"\n"),
            List.of(
                new TensorFile.Tensor("z.matrix", new int[] {2, 3}, flat, 1),
                TensorFile.vector("empty", new float[0]),
                new TensorFile.Tensor("scalar", new int[0], flat, 7)));
    TensorFile read = read(write(file));
    assertThat(read.metadata()).isEqualTo(file.metadata());
    assertThat(read.tensors().stream().map(TensorFile.Tensor::toString))
        .containsExactly("z.matrix[2, 3]", "empty[0]", "scalar[]");
    assertThat(read.require("z.matrix")).isEqualTo(Arrays.copyOfRange(flat, 1, 7));
    assertThat(read.require("empty", 0)).isEmpty();
    assertThat(read.require("scalar", 1)).containsExactly(8);
  }

  @Test
  void bytesArePinned() throws IOException {
    byte[] bytes = write(new TensorFile(Map.of("b", "2", "a", "1"), List.of(vector("x", 1, -2))));
    String header =
        "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\",\"stride.crc32c\":\"3b88c3ee\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer expected =
        ByteBuffer.allocate(8 + padded.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.UTF_8));
    expected.putFloat(1).putFloat(-2);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .isEqualTo(new String(expected.array(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void tensorsLongerThanTheBufferArriveWhole() throws IOException {
    int chunk = SafetensorsWriter.CHUNK / Float.BYTES;
    for (int size : new int[] {1, chunk - 1, chunk, chunk + 1, 100_003}) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = i;
      }
      TensorFile file = new TensorFile(Map.of(), List.of(vector("x", values)));
      assertThat(read(write(file)).require("x")).as("size %d", size).isEqualTo(values);
    }
  }

  @Test
  void readsAndRewritesAFileOfHuggingFace() throws IOException {
    byte[] original;
    try (InputStream in = getClass().getResourceAsStream("/golden/gpt2-tiny/model.safetensors")) {
      original = in.readAllBytes();
    }
    TensorFile read = read(original);
    assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
    assertThat(read.tensors()).hasSize(28);
    byte[] again = write(read);
    int data = dataStart(again);
    assertThat(data % 8).isZero();
    assertThat(Arrays.copyOfRange(again, data, again.length))
        .isEqualTo(Arrays.copyOfRange(original, dataStart(original), original.length));
    JsonNode header = header(again);
    JsonNode expected = header(original);
    assertThat(header).hasSameSizeAs(expected);
    for (TensorFile.Tensor tensor : read.tensors()) {
      assertThat(header.get(tensor.name())).isEqualTo(expected.required(tensor.name()));
    }
  }

  @Test
  void replacesAFileOnlyWhenTheNewOneIsWhole() throws IOException {
    Path path = folder.resolve("x.safetensors");
    Safetensors.write(path, new TensorFile(Map.of(), List.of(vector("x", 1))));
    Files.write(folder.resolve("x.safetensors.tmp"), new byte[100_000]);
    Safetensors.write(path, new TensorFile(Map.of(), List.of(vector("x", 2))));
    assertThat(Safetensors.read(path).require("x")).containsExactly(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void aDestinationTakesTensorsWhereTheyBelong() throws IOException {
    byte[] bytes = write(new TensorFile(Map.of(), List.of(vector("a", 1, 2), vector("b", 3))));
    float[] flat = new float[3];
    Safetensors.read(
        new ByteArrayInputStream(bytes),
        bytes.length,
        "test",
        (name, shape) -> new TensorFile.Tensor(name, shape, flat, name.equals("b") ? 0 : 1));
    assertThat(flat).containsExactly(3, 1, 2);
  }

  @Test
  void namesWhatIsMissingOrOfAnotherSize() throws IOException {
    TensorFile file = read(write(new TensorFile(Map.of(), List.of(vector("a", 1, 2)))));
    assertThatThrownBy(() -> file.require("b"))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("test: expected a tensor b, got only [a]");
    assertThatThrownBy(() -> file.require("a", 3))
        .hasMessageContaining("expected tensor a of 3 elements, got a[2]");
    assertThatThrownBy(() -> file.metadata("round")).hasMessageContaining("metadata round");
  }

  @Test
  void refusesToWriteWhatCouldNotBeRead() {
    assertThatThrownBy(() -> new TensorFile(Map.of(), List.of(vector("a"), vector("a"))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> write(new TensorFile(Map.of("stride.crc32c", "0"), List.of())))
        .hasMessageContaining("stride.crc32c");
    assertThatThrownBy(() -> write(new TensorFile(Map.of(), List.of(vector("__metadata__")))))
        .hasMessageContaining("__metadata__");
  }

  /** Each stands before eight bytes of data; ' stands for ". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "[]|a JSON object",
        "{'x':1}|fields",
        "#  {}#|a JSON object",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}|header in JSON",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}{}|header in JSON",
        "{'x':{'dtype':'I64','shape':[1],'data_offsets':[0,8]}}|float32",
        "{'x':{'dtype':'F8','shape':[8],'data_offsets':[0,8]}}|F32, F16 or BF16",
        "{'x':{'dtype':'BF16','shape':[2],'data_offsets':[0,8]}}|span the 2 x 2 bytes",
        "{'x':{'dtype':'F32','shape':[2]}}|fields",
        "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|span the 4 x 3 bytes",
        "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|whole numbers >= 0",
        "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}|whole numbers >= 0",
        "{'x':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}|as an array",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}|two data_offsets",
        "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}|to begin at 0",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4 bytes of data",
        "{'x':{'dtype':'F32','shape':[9],'data_offsets':[0,36]}}|36 bytes of data",
        "{'x':{'dtype':'F32','shape':[2147483647],'data_offsets':[0,8589934588]}}"
            + "|8589934588 bytes of data",
        "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}}"
            + "|fewer than 2^31",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|header in JSON",
        "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'y':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|to begin at 4",
        "{'__metadata__':{'a':1}}|as a text",
        "{'__metadata__':[]}|as an object",
        "{'__metadata__':{'stride.crc32c':'00000000'},"
            + "'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|checksum 00000000",
      })
  void rejectsHeadersThatAreWrong(String header, String complaint) {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).putFloat(1).putFloat(2);
    assertThatThrownBy(() -> read(bytes.array()))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageStartingWith("test at byte ")
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 1L << 31, 1L << 40, -1, Long.MIN_VALUE})
  void rejectsHeaderLengthsBeyondTheFile(long length) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatThrownBy(() -> read(bytes.array()))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("header length in [2, 8]");
  }

  private static TensorFile.Tensor vector(String name, float... values) {
    return TensorFile.vector(name, values);
  }

  static byte[] write(TensorFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, file);
    return out.toByteArray();
  }

  static TensorFile read(byte[] bytes) throws IOException {
    return Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, "test");
  }

  static int dataStart(byte[] file) {
    return 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static JsonNode header(byte[] file) throws IOException {
    return new ObjectMapper().readTree(file, 8, dataStart(file) - 8);
  }
}
