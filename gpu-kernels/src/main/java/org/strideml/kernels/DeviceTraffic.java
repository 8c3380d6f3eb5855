package org.strideml.kernels;

/**
 * What a backend has exchanged with a device that has memory of its own; all zero for one that
 * computes in the host's.
 *
 * @param bytesUp handed to the device
 * @param bytesDown fetched from it
 * @param launches executions started, each of which carries out a list of operations
 */
public record DeviceTraffic(long bytesUp, long bytesDown, long launches) {
  public static final DeviceTraffic NONE = new DeviceTraffic(0, 0, 0);

  /** This and {@code other} together. */
  public DeviceTraffic plus(DeviceTraffic other) {
    return new DeviceTraffic(
        bytesUp + other.bytesUp, bytesDown + other.bytesDown, launches + other.launches);
  }

  /** What came after {@code earlier}. */
  public DeviceTraffic since(DeviceTraffic earlier) {
    return new DeviceTraffic(
        bytesUp - earlier.bytesUp, bytesDown - earlier.bytesDown, launches - earlier.launches);
  }
}
