package org.strideml.kernels.opencl;

import com.aparapi.device.OpenCLDevice;
import com.aparapi.internal.opencl.OpenCLLoader;
import com.aparapi.internal.opencl.OpenCLPlatform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.strideml.kernels.NoDeviceException;

/**
 * The OpenCL devices of this machine, in the order the drivers report them, or why there are none.
 */
public final class OpenClDevices {
  /** In order of preference. */
  private static final List<String> KINDS = List.of("accelerator", "gpu", "cpu");

  private static final String INSTALL =
      "install the device's driver, or for any processor pocl-opencl-icd ocl-icd-libopencl1";

  private final List<OpenClDevice> devices;
  private final List<OpenCLDevice> handles;
  private final String absence;

  /**
   * @param handles Aparapi's objects for them, in the same order
   * @param absence used when there are none
   */
  OpenClDevices(List<OpenClDevice> devices, List<OpenCLDevice> handles, String absence) {
    this.devices = List.copyOf(devices);
    this.handles = List.copyOf(handles);
    this.absence = devices.isEmpty() ? absence : "";
  }

  /**
   * Looks for devices. Finding none is an answer, not an error: see {@link #absence}.
   *
   * <p>One thread at a time, because Aparapi compares devices by identity and could make two sets.
   */
  public static synchronized OpenClDevices list() {
    try {
      if (!OpenCLLoader.isOpenCLAvailable()) {
        return none("libOpenCL could not be loaded; " + INSTALL);
      }
      List<OpenCLPlatform> platforms = new OpenCLPlatform().getOpenCLPlatforms();
      return of(platforms == null ? List.of() : platforms);
    } catch (LinkageError e) {
      return none("Aparapi's native library cannot be used here (" + e + "); " + INSTALL);
    }
  }

  private static OpenClDevices none(String absence) {
    return new OpenClDevices(List.of(), List.of(), absence);
  }

  private static OpenClDevices of(List<OpenCLPlatform> platforms) {
    List<OpenClDevice> devices = new ArrayList<>();
    List<OpenCLDevice> handles = new ArrayList<>();
    for (OpenCLPlatform platform : platforms) {
      for (OpenCLDevice handle : platform.getOpenCLDevices()) {
        devices.add(describe(devices.size(), platform, handle));
        handles.add(handle);
      }
    }
    return new OpenClDevices(devices, handles, "no OpenCL platform has a device; " + INSTALL);
  }

  /** What is there, perhaps nothing. */
  public List<OpenClDevice> devices() {
    return devices;
  }

  /** Why {@link #devices} is empty and what to do about it; empty when it is not. */
  public String absence() {
    return absence;
  }

  /**
   * @param device {@code auto} for the first accelerator, graphics card or processor in this order;
   *     {@code opencl:N}; or {@code gpu:K}, the K-th that is no processor, which is how schedulers
   *     count
   * @throws NoDeviceException when it is not there, with what is
   */
  public OpenClDevice find(String device) {
    if (device.equals("auto")) {
      return devices.stream()
          .min(Comparator.comparingInt(d -> KINDS.indexOf(d.kind())))
          .orElseThrow(() -> new NoDeviceException("no OpenCL device: " + absence));
    }
    if (!device.matches("(opencl|gpu):\\d{1,9}")) {
      throw new IllegalArgumentException(
          "device must be auto or opencl:N, got " + device + " (backend.device)");
    }
    int number = Integer.parseInt(device.substring(device.indexOf(':') + 1));
    return devices.stream()
        .filter(d -> !device.startsWith("gpu") || !d.kind().equals("cpu"))
        .skip(number)
        .findFirst()
        .orElseThrow(() -> new NoDeviceException("no device " + device + ": " + inventory()));
  }

  /** Why {@code found} is what {@code device} means. */
  String explain(String device, OpenClDevice found) {
    if (!device.equals("auto")) {
      return "device " + device + ", which is " + found;
    }
    return devices.size() == 1
        ? "device auto took " + found + ", the only one"
        : "device auto took %s, the first %s of %d devices (accelerators before gpus before cpus)"
            .formatted(found, found.kind(), devices.size());
  }

  OpenCLDevice handle(OpenClDevice device) {
    return handles.get(device.index());
  }

  List<OpenCLDevice> handles() {
    return handles;
  }

  private String inventory() {
    return devices.isEmpty()
        ? absence
        : devices.stream()
            .map(OpenClDevice::toString)
            .collect(Collectors.joining(", ", "there are ", ""));
  }

  private static OpenClDevice describe(int index, OpenCLPlatform platform, OpenCLDevice handle) {
    return new OpenClDevice(
        index,
        platform.getName(),
        handle.getName(),
        platform.getVendor(),
        switch (handle.getType()) {
          case GPU -> "gpu";
          case ACC -> "accelerator";
          default -> "cpu";
        },
        handle.getGlobalMemSize(),
        handle.getMaxMemAllocSize(),
        handle.getLocalMemSize(),
        handle.getMaxComputeUnits(),
        handle.getMaxWorkGroupSize());
  }
}
