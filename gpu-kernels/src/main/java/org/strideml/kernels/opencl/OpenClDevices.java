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
  private static final String INSTALL =
      "install the device's driver, or for any processor pocl-opencl-icd ocl-icd-libopencl1";

  private final List<OpenClDevice> devices = new ArrayList<>();
  private final List<OpenCLDevice> handles = new ArrayList<>();
  private final String absence;

  private OpenClDevices(List<OpenCLPlatform> platforms, String absence) {
    for (OpenCLPlatform platform : platforms) {
      for (OpenCLDevice handle : platform.getOpenCLDevices()) {
        devices.add(describe(devices.size(), platform, handle));
        handles.add(handle);
      }
    }
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
      return new OpenClDevices(
          platforms == null ? List.of() : platforms, "no OpenCL platform has a device; " + INSTALL);
    } catch (LinkageError e) {
      return none("Aparapi's native library cannot be used here (" + e + "); " + INSTALL);
    }
  }

  private static OpenClDevices none(String absence) {
    return new OpenClDevices(List.of(), absence);
  }

  /** What is there, perhaps nothing. */
  public List<OpenClDevice> devices() {
    return List.copyOf(devices);
  }

  /** Why {@link #devices} is empty and what to do about it; empty when it is not. */
  public String absence() {
    return absence;
  }

  /**
   * @param device {@code auto} for the first accelerator, graphics card or processor in this order,
   *     or {@code opencl:N}
   * @throws NoDeviceException when it is not there, with what is
   */
  OpenClDevice find(String device) {
    if (device.equals("auto")) {
      return devices.stream()
          .min(Comparator.comparingInt(d -> List.of("accelerator", "gpu", "cpu").indexOf(d.kind())))
          .orElseThrow(() -> new NoDeviceException("no OpenCL device: " + absence));
    }
    if (!device.matches("opencl:\\d{1,9}")) {
      throw new IllegalArgumentException(
          "device must be auto or opencl:N, got " + device + " (backend.device)");
    }
    return devices.stream()
        .filter(d -> d.address().equals("opencl:" + Integer.parseInt(device.substring(7))))
        .findFirst()
        .orElseThrow(() -> new NoDeviceException("no device " + device + ": " + inventory()));
  }

  OpenCLDevice handle(OpenClDevice device) {
    return handles.get(device.index());
  }

  List<OpenCLDevice> handles() {
    return List.copyOf(handles);
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
