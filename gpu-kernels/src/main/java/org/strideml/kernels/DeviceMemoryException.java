package org.strideml.kernels;

/** A device cannot hold what was asked of it; the message has both figures and a remedy. */
public final class DeviceMemoryException extends RuntimeException {
  public DeviceMemoryException(String message) {
    super(message);
  }
}
