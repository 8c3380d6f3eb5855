package org.strideml.kernels;

/**
 * A device did not carry out what it was told; what it held is gone. Nothing is wrong with the
 * inputs, but the device may be: the task is to be tried again, on another device if there is one.
 */
public final class DeviceFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceFailedException(String message) {
    super(message);
  }

  public DeviceFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
