package org.strideml.benchmarks.libtorch;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Averages the parameters of all processes through a file they have mapped: each writes its own,
 * waits for the others, reads all. There is no faster way for processes to exchange them.
 */
final class SharedAverage {
  private static final int LINE = 64;
  private static final VarHandle COUNT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final int rank;
  private final int processes;
  private final int size;
  private final MappedByteBuffer bytes;
  private final FloatPointer shared;
  private final float[] own;
  private final float[] other;
  private int arrivals;

  SharedAverage(Path file, int rank, int processes, int size) throws IOException {
    this.rank = rank;
    this.processes = processes;
    this.size = size;
    long length = LINE + (long) processes * size * Float.BYTES;
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
    }
    bytes.order(ByteOrder.nativeOrder());
    shared = new FloatPointer(floats());
    own = new float[size];
    other = new float[size];
  }

  private FloatBuffer floats() {
    return bytes
        .slice(LINE, processes * size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  void average(List<Tensor> parameters) {
    int at = 0;
    for (Tensor parameter : parameters) {
      int n = (int) parameter.numel();
      new FloatPointer(parameter.data_ptr_float()).get(own, at, n);
      at += n;
    }
    shared.position((long) rank * size).put(own, 0, size);
    await();
    sum();
    await(); // Nobody overwrites what another still reads.
    at = 0;
    for (Tensor parameter : parameters) {
      int n = (int) parameter.numel();
      new FloatPointer(parameter.data_ptr_float()).put(own, at, n);
      at += n;
    }
  }

  private void sum() {
    for (int process = 0; process < processes; process++) {
      if (process == rank) {
        continue;
      }
      shared.position((long) process * size).get(other, 0, size);
      for (int i = 0; i < size; i++) {
        own[i] += other[i];
      }
    }
    float share = 1f / processes;
    for (int i = 0; i < size; i++) {
      own[i] *= share;
    }
  }

  private void await() {
    arrivals += processes;
    COUNT.getAndAdd(bytes, 0, 1);
    while ((int) COUNT.getVolatile(bytes, 0) < arrivals) {
      Thread.onSpinWait();
    }
  }
}
