package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BitPackerTest {
  private static final RandomKey KEY = RandomKey.of(5);

  @Test
  void packThenUnpackIsIdentity() {
    for (int bits = 1; bits <= 8; bits++) {
      for (int count = 0; count < 200; count++) {
        byte[] codes = codes(count, bits);
        byte[] packed = new byte[BitPacker.packedSize(count, bits)];
        byte[] unpacked = new byte[count];
        BitPacker.pack(codes, 0, count, bits, packed, 0);
        BitPacker.unpack(packed, 0, count, bits, unpacked, 0);
        assertThat(unpacked).as("%d codes of %d bits", count, bits).isEqualTo(codes);
      }
    }
  }

  @Test
  void codeJIsAtBitJTimesBits() {
    for (int bits = 1; bits <= 8; bits++) {
      for (int count : new int[] {1, 5, 8, 9, 64, 77, 1001}) {
        byte[] codes = codes(count, bits);
        byte[] expected = new byte[(count * bits + 7) / 8];
        for (int bit = 0; bit < count * bits; bit++) {
          int value = codes[bit / bits] >>> (bit % bits) & 1;
          expected[bit / 8] |= (byte) (value << (bit % 8));
        }
        byte[] packed = new byte[expected.length];
        BitPacker.pack(codes, 0, count, bits, packed, 0);
        assertThat(packed).as("%d codes of %d bits", count, bits).isEqualTo(expected);
      }
    }
  }

  @Test
  void neighboursAreLeftAlone() {
    for (int bits = 1; bits <= 8; bits++) {
      for (int count : new int[] {0, 1, 8, 15, 16, 65}) {
        int size = BitPacker.packedSize(count, bits);
        byte[] packed = new byte[size + 20];
        Arrays.fill(packed, (byte) 0x77);
        BitPacker.pack(codes(count, bits), 0, count, bits, packed, 10);
        assertThat(Arrays.copyOf(packed, 10)).containsOnly(0x77);
        assertThat(Arrays.copyOfRange(packed, 10 + size, packed.length)).containsOnly(0x77);

        byte[] unpacked = new byte[count + 20];
        Arrays.fill(unpacked, (byte) 0x77);
        BitPacker.unpack(packed, 10, count, bits, unpacked, 10);
        assertThat(Arrays.copyOf(unpacked, 10)).containsOnly(0x77);
        assertThat(Arrays.copyOfRange(unpacked, 10 + count, unpacked.length)).containsOnly(0x77);
      }
    }
  }

  private static byte[] codes(int count, int bits) {
    byte[] codes = new byte[count];
    for (int i = 0; i < count; i++) {
      codes[i] = (byte) (KEY.bits(i) >>> (32 - bits));
    }
    return codes;
  }
}
