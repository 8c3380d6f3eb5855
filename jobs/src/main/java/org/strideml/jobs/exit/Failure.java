package org.strideml.jobs.exit;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.DeviceMemoryException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.NoDeviceException;
import org.strideml.trainer.async.ClockLogException;
import org.strideml.trainer.checkpoint.CheckpointException;
import org.strideml.trainer.data.DataException;
import org.strideml.trainer.safetensors.CorruptFileException;

/** The one place that knows what an exception means to the caller of a command. */
public final class Failure {
  /** Exceptions of the library and of Java whose message says what is wrong. */
  private static final Map<Class<? extends Throwable>, ExitCode> KNOWN =
      Map.of(
          NoDeviceException.class, ExitCode.NO_DEVICE,
          DeviceMemoryException.class, ExitCode.FAILED,
          DeviceFailedException.class, ExitCode.FAILED,
          DeviceStateLostException.class, ExitCode.FAILED,
          DataException.class, ExitCode.FAILED,
          CheckpointException.class, ExitCode.FAILED,
          ClockLogException.class, ExitCode.FAILED,
          CorruptFileException.class, ExitCode.FAILED,
          UncheckedIOException.class, ExitCode.FAILED,
          FileSystemException.class, ExitCode.FAILED);

  private Failure() {}

  /** What the process ends with. */
  public static ExitCode codeOf(Throwable failure) {
    Throwable known = known(failure);
    if (known instanceof JobException ours) {
      return ours.exitCode();
    }
    return KNOWN.entrySet().stream()
        .filter(entry -> entry.getKey().isInstance(known))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(ExitCode.FAILED);
  }

  /** One message: expected, got, where, remedy. */
  public static String messageOf(Throwable failure) {
    Throwable known = known(failure);
    if (known instanceof FileSystemException file && file.getReason() == null) {
      return "cannot use file " + file.getFile() + " (" + nameOf(file) + ")";
    }
    String message = known.getMessage() == null ? "" : known.getMessage();
    return isKnown(known) && !message.isEmpty()
        ? message
        : nameOf(known)
            + (message.isEmpty() ? "" : ": " + message)
            + "; --verbose shows where it comes from";
  }

  /** The first exception in the chain of causes that was made for people, else the outermost. */
  private static Throwable known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isKnown(cause)) {
        return cause;
      }
    }
    return failure;
  }

  private static boolean isKnown(Throwable failure) {
    return failure instanceof JobException
        || KNOWN.keySet().stream().anyMatch(type -> type.isInstance(failure));
  }

  private static String nameOf(Throwable failure) {
    return failure.getClass().getSimpleName();
  }
}
