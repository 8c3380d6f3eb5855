package org.strideml.kernels.cpu;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;

/**
 * Frees direct buffers at once. Left to the collector they stay until its next full round, and a
 * container's memory limit does not wait for that.
 */
final class OffHeap {
  private static final MethodHandle INVOKE_CLEANER = invokeCleaner();

  private OffHeap() {}

  /** Frees what {@code allocateDirect} gave. Whoever touches it afterwards crashes the JVM. */
  static void free(ByteBuffer allocation) {
    try {
      INVOKE_CLEANER.invokeExact(allocation);
    } catch (Throwable e) {
      throw new IllegalStateException("a direct buffer could not be freed", e);
    }
  }

  private static MethodHandle invokeCleaner() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM lacks module jdk.unsupported", e);
    }
  }
}
