package org.strideml.kernels;

/** A device was asked for by name and is not there; the message lists what is. */
public final class NoDeviceException extends RuntimeException {
  public NoDeviceException(String message) {
    super(message);
  }

  public NoDeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
