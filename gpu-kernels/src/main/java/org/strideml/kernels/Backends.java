package org.strideml.kernels;

import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.reference.ReferenceBackend;

/** Chooses where to compute. */
public final class Backends {
  private Backends() {}

  /**
   * An opened backend.
   *
   * @param reason one sentence: why this one
   */
  public record Selection(Backend backend, String reason) {}

  /**
   * Opens the backend that a configuration asks for.
   *
   * @param type {@code auto}, {@code opencl} or {@code reference}
   * @param device {@code auto} or an index such as {@code opencl:0}
   * @throws NoDeviceException when it asks for a device that is not there
   */
  public static Selection open(String type, String device) {
    return switch (type) {
      case "auto" -> new Selection(ReferenceBackend.inFloat(), "the only one that is always there");
      case "reference" -> new Selection(ReferenceBackend.inFloat(), "asked for");
      case "opencl" -> new Selection(OpenClBackend.open(device), "asked for");
      default ->
          throw new IllegalArgumentException(
              "backend.type must be one of auto, opencl, reference, got \"" + type + "\"");
    };
  }
}
