package org.strideml.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every number of 16 bits, by the definition of its format. */
class DataTypeTest {
  @Test
  void halvesAreWhatTheirBitsSay() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double magnitude =
          switch (exponent) {
            case 0 -> Math.scalb(fraction, -14);
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1 + fraction, exponent - 15);
          };
      Float expected = (float) (bits >> 15 == 0 ? magnitude : -magnitude);
      assertThat((Float) read(DataType.F16, bits)).as("bits %04x", bits).isEqualTo(expected);
    }
  }

  @Test
  void brainFloatsAreTheUpperHalfOfAFloat() {
    assertThat(read(DataType.BF16, 0x3f80)).isEqualTo(1f);
    assertThat(read(DataType.BF16, 0xc049)).isEqualTo(-3.140625f);
    assertThat(read(DataType.BF16, 0x7f80)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(read(DataType.BF16, 0x0001)).isEqualTo(0x1p-133f);
  }

  /** More than one chunk of each, and one tensor that nobody asked for between them. */
  @Test
  void typesCanBeMixedAndTensorsPassedOver() throws Exception {
    int n = 70_000;
    String header =
        """
        {"half":{"dtype":"F16","shape":[%1$d],"data_offsets":[0,%2$d]},\
        "mask":{"dtype":"BOOL","shape":[%1$d],"data_offsets":[%2$d,%3$d]},\
        "single":{"dtype":"F32","shape":[2],"data_offsets":[%3$d,%4$d]}}\
        """
            .formatted(n, 2 * n, 3 * n, 3 * n + 8);
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 3 * n + 8);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    for (int i = 0; i < n; i++) {
      bytes.putShort((short) (i % 2 == 0 ? 0x3c00 : 0xc000));
    }
    bytes.position(bytes.position() + n);
    bytes.putFloat(1.5f).putFloat(2.5f);
    TensorFile file =
        Safetensors.read(
            new java.io.ByteArrayInputStream(bytes.array()),
            bytes.capacity(),
            "test",
            (name, shape) ->
                name.equals("mask")
                    ? null
                    : new TensorFile.Tensor(name, shape, new float[shape[0]], 0));
    assertThat(file.tensors().stream().map(TensorFile.Tensor::name).toList())
        .isEqualTo(List.of("half", "single"));
    float[] half = file.require("half");
    for (int i = 0; i < n; i++) {
      assertThat(half[i]).isEqualTo(i % 2 == 0 ? 1f : -2f);
    }
    assertThat(file.require("single")).containsExactly(1.5f, 2.5f);
  }

  private static float read(DataType type, int bits) {
    ByteBuffer buffer = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putShort(0, (short) bits);
    float[] value = new float[1];
    type.read(buffer, value, 0, 1);
    return value[0];
  }
}
