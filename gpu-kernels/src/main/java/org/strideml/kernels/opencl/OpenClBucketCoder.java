package org.strideml.kernels.opencl;

import org.strideml.kernels.BucketCoder;
import org.strideml.kernels.Tensor;

/** {@link BucketCoder} on the device: ranges and codes come down in arrays of their own. */
final class OpenClBucketCoder implements BucketCoder {
  private final OpenClBackend backend;
  private final ResidentMemory resident;
  private int buckets;
  private int words;
  private boolean fetched;

  OpenClBucketCoder(OpenClBackend backend) {
    this.backend = backend;
    this.resident = backend.resident();
  }

  @Override
  public void begin() {
    buckets = 0;
    words = 0;
  }

  @Override
  public void difference(Tensor x, Tensor y, Tensor z) {
    backend.queue(Mode.DIFFERENCE).number(z.size()).tensor(x).tensor(y).tensor(z);
  }

  @Override
  public void squares(Tensor x, Tensor sum) {
    backend.queue(Mode.SUM_SQUARES).number(x.size()).tensor(x).number(backend.partials());
    backend.queue(Mode.SUM_PARTIALS).number(backend.partials()).tensor(sum).fraction(1);
  }

  @Override
  public int measure(Tensor x, int bucketSize) {
    int first = buckets;
    buckets += (x.size() + bucketSize - 1) / bucketSize;
    resident.requireCoding(buckets, words);
    backend.queue(Mode.MEASURE_BUCKETS).number(x.size()).tensor(x).number(bucketSize).number(first);
    return first;
  }

  @Override
  public float[] ranges() {
    return resident.fetchRanges();
  }

  @Override
  public void grid(int bucket, float minimum, float delta, float inverse, float origin) {
    float[] grids = resident.replaceGrids();
    int at = EncodingKernel.GRID * bucket;
    grids[at] = minimum;
    grids[at + 1] = inverse;
    grids[at + 2] = delta;
    grids[at + 3] = origin;
  }

  @Override
  public int nearest(Run run, float shift) {
    queue(run).number(0).fraction(shift);
    return placed(run);
  }

  @Override
  public int coinFlip(Run run, int word0, int word1) {
    queue(run).number(1).number(word0).number(word1);
    return placed(run);
  }

  private CommandList queue(Run run) {
    fetched = false;
    return backend
        .queue(Mode.ROUND_BUCKETS)
        .number(run.values().size())
        .tensor(run.values())
        .number(run.bucketSize())
        .number(run.firstBucket())
        .number(run.bits())
        .number(words)
        .tensor(run.error());
  }

  private int placed(Run run) {
    int at = words;
    words += BucketCoder.words(run.values().size(), run.bits());
    resident.requireCoding(buckets, words);
    return at;
  }

  @Override
  public void codes(int at, byte[] target, int targetOffset, int count) {
    int[] codes = fetched ? resident.codes() : resident.fetchCodes();
    fetched = true;
    for (int i = 0; i < count; i++) {
      target[targetOffset + i] = (byte) (codes[at + (i >> 2)] >>> 8 * (i & 3));
    }
  }
}
