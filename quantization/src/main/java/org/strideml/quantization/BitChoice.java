package org.strideml.quantization;

import java.util.List;

/**
 * Chooses bits for the sections of a message that leave them open.
 *
 * <p>Each section's error is measured: up to {@value #MOST_SAMPLES} of its values, in stretches
 * spread over it, are encoded and decoded with every number of bits. For a target error a section
 * takes the least bits that reach it. For a number of bytes every section begins with the least,
 * and as long as bytes are left, the section whose squared error falls most per byte gets one more.
 */
final class BitChoice {
  private static final int MOST_SAMPLES = 1 << 15;
  private static final int STRETCH = 1 << 11;
  private static final RandomKey KEY = RandomKey.of(0x62697473);

  private BitChoice() {}

  /** The sections, those of {@link AutoBits} replaced by the chosen codec. */
  static List<Section> choose(List<Section> given, float[] values) {
    Section[] sections = given.toArray(Section[]::new);
    int[] bits = new int[sections.length];
    double[][] errors = new double[sections.length][];
    long left = 0;
    for (int i = 0; i < sections.length; i++) {
      if (sections[i].codec() instanceof AutoBits auto) {
        errors[i] = errors(auto, values, sections[i]);
        bits[i] = auto.least();
        left = left == 0 ? auto.bytes() : left;
        while (auto.bytes() == 0
            && bits[i] < AutoBits.MOST
            && errors[i][bits[i]] > square(auto.targetError()) * errors[i][0]) {
          bits[i]++;
        }
      }
    }
    if (left > 0) {
      spend(sections, errors, bits, left);
    }
    for (int i = 0; i < sections.length; i++) {
      if (sections[i].codec() instanceof AutoBits auto) {
        sections[i] = sections[i].in(auto.at(bits[i]));
      }
    }
    return List.of(sections);
  }

  private static double square(double x) {
    return x * x;
  }

  private static void spend(Section[] sections, double[][] errors, int[] bits, long bytes) {
    long left = bytes;
    for (int i = 0; i < sections.length; i++) {
      left -= errors[i] == null ? 0 : size(sections[i], bits[i]);
    }
    while (true) {
      int best = -1;
      double most = 0;
      for (int i = 0; i < sections.length; i++) {
        if (errors[i] != null && bits[i] < AutoBits.MOST) {
          long cost = size(sections[i], bits[i] + 1) - size(sections[i], bits[i]);
          double gain = (errors[i][bits[i]] - errors[i][bits[i] + 1]) / Math.max(1, cost);
          if (cost <= left && gain > most) {
            best = i;
            most = gain;
          }
        }
      }
      if (best < 0) {
        return;
      }
      left -= size(sections[best], bits[best] + 1) - size(sections[best], bits[best]);
      bits[best]++;
    }
  }

  private static long size(Section section, int bits) {
    return ((AutoBits) section.codec()).plain(bits).encodedSize(section.length());
  }

  /** Squared errors by bits, of the whole section; at index 0 the squared norm. */
  private static double[] errors(AutoBits auto, float[] values, Section section) {
    float[] sample = sample(values, section);
    double scale = sample.length == 0 ? 0 : section.length() / (double) sample.length;
    double[] errors = new double[AutoBits.MOST + 1];
    for (float value : sample) {
      errors[0] += scale * square(value);
    }
    float[] decoded = new float[sample.length];
    byte[] bytes = new byte[auto.encodedSize(sample.length)];
    for (int bits = auto.least(); bits <= AutoBits.MOST; bits++) {
      Codec codec = auto.plain(bits);
      codec.encode(sample, 0, sample.length, KEY, bytes, 0);
      codec.decode(bytes, 0, decoded, 0, sample.length);
      for (int i = 0; i < sample.length; i++) {
        errors[bits] += scale * square((double) decoded[i] - sample[i]);
      }
    }
    return errors;
  }

  private static float[] sample(float[] values, Section section) {
    int length = section.length();
    int count = Math.min(length, MOST_SAMPLES);
    float[] sample = new float[count];
    for (int start = 0; start < count; start += STRETCH) {
      int size = Math.min(STRETCH, count - start);
      int from = count == length ? start : (int) ((long) start * (length - size) / (count - size));
      System.arraycopy(values, section.offset() + from, sample, start, size);
    }
    return sample;
  }
}
