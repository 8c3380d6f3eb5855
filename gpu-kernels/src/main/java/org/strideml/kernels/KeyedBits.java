package org.strideml.kernels;

/**
 * 32 uniform bits as a function of a key of two words and an index: 32-bit arithmetic only, so that
 * every device computes the same. Not cryptographic.
 */
public final class KeyedBits {
  private KeyedBits() {}

  public static int at(int word0, int word1, int index) {
    int x = index + word0;
    x ^= x >>> 16;
    x *= 0x7feb352d;
    x ^= x >>> 15;
    x *= 0x846ca68b;
    x ^= x >>> 16;
    x += word1;
    x ^= x >>> 17;
    x *= 0xed5ad4bb;
    x ^= x >>> 11;
    x *= 0xac4c1b51;
    x ^= x >>> 15;
    return x;
  }
}
