package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Codecs that leave out most of what they are given. */
class SparsifiersTest {
  private static final Codec FLOATS = new Identity();

  private abstract static class Contract extends CodecContract {
    @Override
    boolean madeOfBitsAndBucketSize() {
      return false;
    }

    /** They bound the norm instead. */
    @Override
    double errorBound(Codec codec, float min, float max) {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    boolean random(Codec codec) {
      return false;
    }
  }

  private static int kept(int length, double density) {
    return length == 0 ? 0 : (int) Math.max(1, Math.ceil(density * length - 1e-5));
  }

  @Nested
  class LargestValues extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(
          new TopK(0.1f, FLOATS), new TopK(1, FLOATS), new TopK(0.5f, new Symmetric(8, 64)));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      TopK topK = (TopK) codec;
      int k = kept(length, topK.density());
      return 5 + Math.min((length + 7) / 8, 5L * k) + topK.values().encodedSize(k);
    }

    @Override
    OptionalDouble contraction(Codec codec, float[] values) {
      TopK topK = (TopK) codec;
      return topK.values().equals(FLOATS) && values.length > 0
          ? OptionalDouble.of(1 - kept(values.length, topK.density()) / (double) values.length)
          : OptionalDouble.empty();
    }

    @Test
    void keepsTheLargestAndOfEqualOnesTheFirst() {
      float[] values = {0.5f, -3, 0, 2, -2, 2, 1, 0, 0, 0};
      assertThat(roundTrip(new TopK(0.3f, FLOATS), values, KEY))
          .containsExactly(0, -3, 0, 2, -2, 0, 0, 0, 0, 0);
    }

    @Test
    void agreesWithSorting() {
      for (int length : Cases.lengths(0)) {
        float[] values = Cases.gaussian(length, 1);
        int k = kept(length, 0.1);
        float[] decoded = roundTrip(new TopK(0.1f, FLOATS), values, KEY);
        double[] magnitudes = new double[length];
        Arrays.setAll(magnitudes, i -> -Math.abs(values[i]));
        Arrays.sort(magnitudes);
        for (int i = 0; i < length; i++) {
          boolean large = -Math.abs(values[i]) <= magnitudes[k - 1];
          assertThat(decoded[i]).isEqualTo(large ? values[i] : 0);
        }
      }
    }
  }

  @Nested
  class RandomValues extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(
          new RandomK(0.25f, true, FLOATS),
          new RandomK(0.25f, false, FLOATS),
          new RandomK(0.5f, true, new StochasticUniform(8, 32)));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      RandomK random = (RandomK) codec;
      return 8 + random.values().encodedSize(kept(length, random.density()));
    }

    @Override
    boolean random(Codec codec) {
      return true;
    }

    @Override
    boolean drawsMatter(Codec codec) {
      return true;
    }

    @Test
    void unscaledIsAContractionOnAverage() {
      float[] values = Cases.gaussian(64, 1);
      double norm = Math.pow(Grid.norm(values, 0, 64), 2);
      double error = 0;
      for (int draw = 0; draw < 20_000; draw++) {
        float[] decoded = roundTrip(new RandomK(0.25f, false, FLOATS), values, KEY.child(draw));
        for (int i = 0; i < 64; i++) {
          error += Math.pow(decoded[i] - values[i], 2) / 20_000;
        }
      }
      assertThat(error / norm).isCloseTo(0.75, within(0.01));
    }
  }

  @Nested
  class ThresholdValues extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(new Threshold(0.5f), new Threshold(1e-3f));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return 5 + (length + 7) / 8 + (length + 7) / 8;
    }

    @Test
    void sendsTheThresholdWhereItIsReached() {
      float[] values = {0.49f, 0.5f, -7, -0.1f, 0};
      assertThat(roundTrip(new Threshold(0.5f), values, KEY)).containsExactly(0, 0.5f, -0.5f, 0, 0);
    }

    @Test
    void smallValuesArriveInTime() {
      Codec fed = new ErrorFeedback(new Threshold(1));
      float[] state = new float[3];
      byte[] bytes = new byte[fed.encodedSize(3)];
      float[] sum = new float[3];
      for (int message = 0; message < 40; message++) {
        float[] decoded = new float[3];
        fed.encode(new float[] {0.25f, -0.5f, 0}, 0, 3, KEY, state, 0, bytes, 0);
        fed.decode(bytes, 0, decoded, 0, 3);
        for (int i = 0; i < 3; i++) {
          sum[i] += decoded[i];
        }
      }
      assertThat(sum).containsExactly(10, -20, 0);
    }
  }

  @Nested
  class DeepGradients extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(new DeepGradientCompression(0.1f, 0.9f, FLOATS));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      return new TopK(0.1f, FLOATS).encodedSize(length);
    }

    /** Hand-computed: two elements, one of which travels. */
    @Test
    void momentumOfWhatWasSentIsForgotten() {
      Codec codec = new DeepGradientCompression(0.5f, 0.5f, FLOATS);
      float[] state = new float[4];
      byte[] bytes = new byte[codec.encodedSize(2)];
      float[] decoded = new float[2];
      codec.encode(new float[] {4, 1}, 0, 2, KEY, state, 0, bytes, 0);
      codec.decode(bytes, 0, decoded, 0, 2);
      assertThat(decoded).containsExactly(4, 0);
      assertThat(state).containsExactly(0, 1, 0, 1);
      codec.encode(new float[] {0, 1}, 0, 2, KEY, state, 0, bytes, 0);
      codec.decode(bytes, 0, decoded, 0, 2);
      // u = 0.5·1 + 1, v = 1 + 1.5.
      assertThat(decoded).containsExactly(0, 2.5f);
      assertThat(state).containsExactly(0, 0, 0, 0);
    }
  }

  @Nested
  class LowRank extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(
          new PowerSgd(1, 10), new PowerSgd(2, 20), new PowerSgd(3, 101), new PowerSgd(2, 1));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      PowerSgd power = (PowerSgd) codec;
      int columns = power.columns();
      long factors = power.rank() * (length / (long) columns + columns);
      return 4 * (length % columns == 0 && 2 * factors <= length ? factors : length);
    }

    @Override
    OptionalDouble contraction(Codec codec, float[] values) {
      return OptionalDouble.of(1);
    }

    @Override
    float limit() {
      return Bucket.SUM_LIMIT;
    }

    /** Whether it draws depends on the length. */
    @Override
    boolean random(Codec codec) {
      return ((PowerSgd) codec).columns() > 1 && ((PowerSgd) codec).columns() < 100;
    }

    @Override
    void whatItRemembersDecidesItsBytesAndNothingElseDoes() {
      Codec codec = new PowerSgd(2, 20);
      float[] values = Cases.gaussian(600, 1);
      float[] state = new float[codec.stateSize(600)];
      assertThat(state).hasSize(40);
      byte[] first = new byte[codec.encodedSize(600)];
      byte[] second = first.clone();
      codec.encode(values, 0, 600, KEY, state, 0, first, 0);
      codec.encode(values, 0, 600, KEY, state, 0, second, 0);
      assertThat(second).isNotEqualTo(first);
    }

    @Test
    void aMatrixOfItsRankIsExactAfterTheWarmStart() {
      int rows = 30;
      int columns = 20;
      float[] matrix = new float[rows * columns];
      float[] a = Cases.gaussian(2 * rows, 1);
      float[] b = Cases.gaussian(2 * columns + 7, 1);
      for (int i = 0; i < matrix.length; i++) {
        int r = i / columns;
        int c = i % columns;
        matrix[i] = a[r] * b[c + 7] + a[rows + r] * b[columns + c + 7];
      }
      Codec codec = new PowerSgd(2, columns);
      float[] state = new float[codec.stateSize(matrix.length)];
      byte[] bytes = new byte[codec.encodedSize(matrix.length)];
      float[] decoded = new float[matrix.length];
      for (int message = 0; message < 2; message++) {
        codec.encode(matrix, 0, matrix.length, KEY, state, 0, bytes, 0);
        codec.decode(bytes, 0, decoded, 0, matrix.length);
      }
      for (int i = 0; i < matrix.length; i++) {
        assertThat(decoded[i]).isCloseTo(matrix[i], within(2e-5f));
      }
    }

    /**
     * The warm start goes on where the last message ended: the error falls from one to the next.
     */
    @Test
    void warmStartsComeNearer() {
      float[] matrix = Cases.gaussian(40 * 30, 1);
      Codec codec = new PowerSgd(2, 30);
      float[] state = new float[codec.stateSize(matrix.length)];
      byte[] bytes = new byte[codec.encodedSize(matrix.length)];
      float[] decoded = new float[matrix.length];
      List<Double> errors = new ArrayList<>();
      for (int message = 0; message < 10; message++) {
        codec.encode(matrix, 0, matrix.length, KEY, state, 0, bytes, 0);
        codec.decode(bytes, 0, decoded, 0, matrix.length);
        double error = 0;
        for (int i = 0; i < matrix.length; i++) {
          error += Math.pow(decoded[i] - matrix[i], 2);
        }
        errors.add(error);
      }
      for (int i = 1; i < errors.size(); i++) {
        assertThat(errors.get(i)).isLessThanOrEqualTo(errors.get(i - 1) * (1 + 1e-5));
      }
      assertThat(errors.get(9)).isLessThan(0.97 * errors.get(0));
    }
  }

  @Nested
  class Centroids extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(new FedZip(0.1f, 3), new FedZip(1, 1), new FedZip(0.5f, 15));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      FedZip zip = (FedZip) codec;
      int k = kept(length, zip.density());
      long indices = 5 + Math.min((length + 7) / 8, 5L * k);
      return 1 + zip.centroids() * (4 + indices);
    }

    @Override
    OptionalDouble contraction(Codec codec, float[] values) {
      return OptionalDouble.of(1);
    }

    @Test
    void asManyCentroidsAsValuesLoseNothing() {
      float[] values = new float[500];
      for (int i = 0; i < 500; i++) {
        values[i] = new float[] {-2, 0.5f, 3}[i * i % 3 == 0 ? 0 : i % 2 + 1];
      }
      assertThat(roundTrip(new FedZip(1, 3), values, KEY)).isEqualTo(values);
    }

    /** Within a bit per symbol of the entropy, as any Huffman code. */
    @Test
    void huffmanIsNearTheEntropy() {
      int[] counts = {9000, 600, 300, 100};
      double entropy = 0;
      for (int count : counts) {
        entropy -= count * Math.log(count / 10_000.0) / Math.log(2);
      }
      double bits = 8.0 * Huffman.of(counts).size(counts);
      assertThat(bits).isBetween(entropy, entropy + 10_000);
    }
  }

  @Nested
  class Cosines extends Contract {
    @Override
    List<Codec> codecs() {
      return List.of(
          new DeMo(0.9f, 0.1f, 64, 0), new DeMo(0.999f, 0.25f, 8, 1), new DeMo(0.5f, 1, 4, 0));
    }

    @Override
    long expectedSize(Codec codec, int length) {
      DeMo demo = (DeMo) codec;
      if (length == 0) {
        return 0;
      }
      int chunk = Math.min(demo.chunk(), length);
      while (length % chunk != 0) {
        chunk--;
      }
      return 6L * (length / chunk) * kept(chunk, demo.density());
    }

    @Override
    OptionalDouble contraction(Codec codec, float[] values) {
      return OptionalDouble.of(1);
    }

    @Override
    float limit() {
      return Bucket.SUM_LIMIT;
    }

    @Test
    void allCoefficientsAreTheValues() {
      float[] values = Cases.gaussian(48, 1);
      float[] decoded = roundTrip(new DeMo(0.9f, 1, 4, 6), values, KEY);
      for (int i = 0; i < 48; i++) {
        assertThat(decoded[i]).isCloseTo(values[i], within(2e-6f));
      }
    }

    /** A cosine along a row is one coefficient. */
    @Test
    void aCosineIsOneCoefficient() {
      float[] values = new float[16];
      for (int i = 0; i < 16; i++) {
        values[i] = (float) Math.cos(Math.PI * (2 * i + 1) * 3 / 32);
      }
      float[] decoded = roundTrip(new DeMo(0, 1e-6f, 16, 0), values, KEY);
      for (int i = 0; i < 16; i++) {
        assertThat(decoded[i]).isCloseTo(values[i], within(2e-6f));
      }
    }

    @Test
    void whatIsLeftIsWhatWasNotSent() {
      Codec codec = new DeMo(1, 0.1f, 16, 32);
      float[] state = new float[512];
      double[] put = new double[512];
      double[] got = new double[512];
      byte[] bytes = new byte[codec.encodedSize(512)];
      float[] decoded = new float[512];
      for (int message = 0; message < 10; message++) {
        float[] values = Cases.gaussian(512, 1);
        codec.encode(values, 0, 512, KEY, state, 0, bytes, 0);
        codec.decode(bytes, 0, decoded, 0, 512);
        for (int i = 0; i < 512; i++) {
          put[i] += values[i];
          got[i] += decoded[i];
        }
      }
      for (int i = 0; i < 512; i++) {
        assertThat(got[i] + state[i]).isCloseTo(put[i], within(1e-4));
      }
    }
  }
}
