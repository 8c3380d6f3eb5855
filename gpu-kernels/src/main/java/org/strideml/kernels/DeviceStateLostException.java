package org.strideml.kernels;

/**
 * A device no longer holds what was put there, so its results are worth nothing. Nothing is wrong
 * with the inputs or the device: the round is to be computed again from its start, on a backend
 * opened anew.
 */
public final class DeviceStateLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DeviceStateLostException(String message) {
    super(message);
  }

  public DeviceStateLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
