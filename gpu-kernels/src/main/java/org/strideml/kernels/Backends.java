package org.strideml.kernels;

import org.strideml.kernels.cpu.CpuBackend;
import org.strideml.kernels.opencl.OpenClBackend;
import org.strideml.kernels.reference.ReferenceBackend;

/** Opens a backend by the name a configuration gives it. */
public final class Backends {
  private Backends() {}

  /**
   * A backend and why it is this one.
   *
   * @param reason one sentence for people
   */
  public record Selection(Backend backend, String reason) {}

  /** In single precision. */
  public static Selection open(String type, String device) {
    return open(type, device, Precision.FP32);
  }

  /**
   * @param type {@code auto}, {@code cpu}, {@code opencl} or {@code reference}
   * @param device {@code auto}, or one of a type's devices: {@code opencl:N} or {@code gpu:K}; the
   *     other types have one device only, {@code auto}
   * @param precision of dense layers; only {@code cpu} has another than {@link Precision#FP32}
   * @throws NoDeviceException when the device is not there, with what is; when it lacks the
   *     precision
   * @throws IllegalArgumentException when there is no such type, or never in this precision
   */
  public static Selection open(String type, String device, Precision precision) {
    requirePossible(type, precision);
    return switch (type) {
      case "auto" -> {
        requireAuto(type, device);
        CpuBackend cpu = CpuBackend.open(precision);
        yield new Selection(
            cpu, "auto is cpu until devices are compared by measurement: " + cpu.explanation());
      }
      case "cpu" -> {
        requireAuto(type, device);
        CpuBackend cpu = CpuBackend.open(precision);
        yield new Selection(cpu, "cpu was asked for: " + cpu.explanation());
      }
      case "opencl" -> {
        OpenClBackend opencl = OpenClBackend.open(device);
        yield new Selection(opencl, "opencl was asked for: " + opencl.explanation());
      }
      case "reference" -> {
        requireAuto(type, device);
        yield new Selection(
            ReferenceBackend.inFloat(), "reference was asked for: plain loops, slow");
      }
      default ->
          throw new IllegalArgumentException(
              "backend.type must be auto, cpu, opencl or reference, got " + type);
    };
  }

  /** Whether backends of this type can compute in this precision, given the hardware. */
  public static boolean has(String type, Precision precision) {
    return precision == Precision.FP32 || type.equals("cpu") || type.equals("auto");
  }

  private static void requirePossible(String type, Precision precision) {
    if (!has(type, precision)) {
      throw new IllegalArgumentException(
          "backend.precision=%s needs backend.type auto or cpu, got %s".formatted(precision, type));
    }
  }

  private static void requireAuto(String type, String device) {
    if (!"auto".equals(device)) {
      throw new NoDeviceException(
          String.format(
              "backend.type=%s has no device %s; backend.device must be auto, or backend.type"
                  + " opencl",
              type, device));
    }
  }
}
