package org.strideml.trainer.round;

import java.util.List;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BucketCoder;
import org.strideml.kernels.Tensor;
import org.strideml.quantization.RemoteVector;

/**
 * A vector in a backend's memory as {@code quantization} sees it: the one place where its {@link
 * RemoteVector} meets the {@link BucketCoder} of {@code gpu-kernels}.
 *
 * @param values changed by errors added to them
 * @param errors what senders remember, all sections one after the other
 * @param gathered room for values that travel as they are, which come down together
 */
record DeviceVector(
    Backend backend, BucketCoder coder, Tensor values, Tensor errors, Tensor gathered)
    implements RemoteVector {
  @Override
  public void addError(Run run) {
    if (run.errorAt() >= 0) {
      backend.add(errors(run), values(run));
    }
  }

  @Override
  public int measure(Run run) {
    return coder.measure(values(run), run.bucketSize());
  }

  @Override
  public float[] ranges() {
    return coder.ranges();
  }

  @Override
  public void grid(int bucket, float minimum, float delta, float inverse, float origin) {
    coder.grid(bucket, minimum, delta, inverse, origin);
  }

  @Override
  public int nearest(Run run, int firstBucket, float shift) {
    return coder.nearest(run(run, firstBucket), shift);
  }

  @Override
  public int coinFlip(Run run, int firstBucket, int word0, int word1) {
    return coder.coinFlip(run(run, firstBucket), word0, word1);
  }

  @Override
  public void codes(int at, byte[] target, int targetOffset, int count) {
    coder.codes(at, target, targetOffset, count);
  }

  @Override
  public float[] read(List<Run> runs) {
    int length = 0;
    for (Run run : runs) {
      if (run.length() > 0) {
        backend.copy(values(run), gathered.slice(length, run.length()));
      }
      length += run.length();
    }
    return gathered.slice(0, length).toArray();
  }

  private BucketCoder.Run run(Run run, int firstBucket) {
    return new BucketCoder.Run(values(run), run.bits(), run.bucketSize(), firstBucket, errors(run));
  }

  private Tensor values(Run run) {
    return values.slice(run.offset(), run.length());
  }

  private Tensor errors(Run run) {
    return run.errorAt() < 0 ? null : errors.slice(run.errorAt(), run.length());
  }
}
