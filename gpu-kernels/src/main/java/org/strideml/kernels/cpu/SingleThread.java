package org.strideml.kernels.cpu;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps oneDNN to the calling thread: parallelism comes from tasks, and bits must not depend on the
 * number of cores.
 *
 * <p>oneDNN asks OpenMP how many threads to use, and OpenMP keeps that number for each calling
 * thread. The function that sets it, {@code omp_set_num_threads(int)}, is in the process but has no
 * Java binding; JavaCPP can, however, call any C function of one word-sized argument, as it does to
 * free native memory. On the calling conventions of x86-64 and AArch64 an {@code int} is passed
 * like the pointer it expects.
 */
final class SingleThread {
  private static final String VARIABLE = "OMP_NUM_THREADS";

  private final MethodHandle setNumThreads;
  private Thread entered;

  SingleThread() {
    if ("1".equals(System.getenv(VARIABLE))) {
      setNumThreads = null;
    } else {
      setNumThreads = find();
    }
  }

  private static MethodHandle find() {
    try {
      Pointer function = Loader.addressof("omp_set_num_threads");
      if (function == null) {
        throw new IllegalStateException(message("the process has no omp_set_num_threads"), null);
      }
      Class<?> type = Class.forName("org.bytedeco.javacpp.Pointer$NativeDeallocator");
      Constructor<?> constructor =
          type.getDeclaredConstructor(Pointer.class, long.class, long.class);
      constructor.setAccessible(true);
      Method call = type.getDeclaredMethod("deallocate", long.class, long.class);
      call.setAccessible(true);
      MethodHandle handle = MethodHandles.lookup().unreflect(call);
      Object caller = constructor.newInstance(new BytePointer(), 0L, 0L);
      return MethodHandles.insertArguments(handle.bindTo(caller), 1, function.address());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(message("this JavaCPP has another way to free memory"), e);
    }
  }

  private static String message(String cause) {
    return "oneDNN cannot be kept to one thread, since "
        + cause
        + "; set "
        + VARIABLE
        + "=1 in the environment";
  }

  /** To be called before each use of oneDNN; costs a comparison unless the thread is another. */
  void enter() {
    Thread current = Thread.currentThread();
    if (entered != current && setNumThreads != null) {
      try {
        setNumThreads.invoke(1L);
      } catch (Throwable e) {
        throw new IllegalStateException(message("the call failed"), e);
      }
      entered = current;
    }
  }
}
