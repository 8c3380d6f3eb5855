package org.strideml.quantization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs that codecs get wrong, by name and by length. */
final class Cases {
  private static final RandomKey KEY = RandomKey.of(7).child(42);

  private Cases() {}

  /** 0, 1, both sides of 8 and 16 lanes and of a bucket, primes. */
  static List<Integer> lengths(int bucketSize) {
    List<Integer> lengths = new ArrayList<>(List.of(0, 1, 2, 7, 8, 9, 13, 15, 16, 17, 101, 2053));
    if (bucketSize > 0) {
      lengths.addAll(List.of(bucketSize - 1, bucketSize, bucketSize + 1, 3 * bucketSize + 5));
    }
    return lengths;
  }

  static Map<String, float[]> vectors(int length) {
    return vectors(length, Bucket.LIMIT);
  }

  /** The largest magnitude being {@code limit}. */
  static Map<String, float[]> vectors(int length, float limit) {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    vectors.put("zeros", new float[length]);
    vectors.put("constant", filled(length, -0.37f));
    vectors.put("gaussian", gaussian(length, 1));
    vectors.put("negative", shifted(gaussian(length, 0.1f), -5));
    vectors.put("small range far from zero", shifted(gaussian(length, 1e-3f), 1000));
    vectors.put("subnormal", gaussian(length, 1e-42f));
    vectors.put("subnormal step", gaussian(length, 1e-37f));
    vectors.put("huge", alternating(length, limit));
    return vectors;
  }

  static float[] gaussian(int length, float scale) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (scale * KEY.gaussian(i));
    }
    return values;
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    java.util.Arrays.fill(values, value);
    return values;
  }

  private static float[] shifted(float[] values, float by) {
    for (int i = 0; i < values.length; i++) {
      values[i] += by;
    }
    return values;
  }

  private static float[] alternating(int length, float magnitude) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i % 2 == 0 ? magnitude : -magnitude * KEY.uniform(i);
    }
    return values;
  }
}
