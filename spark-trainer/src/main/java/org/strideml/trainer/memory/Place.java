package org.strideml.trainer.memory;

/** Where memory lies. */
public enum Place {
  DRIVER_HEAP("driver heap"),
  EXECUTOR_HEAP("executor heap"),

  /** Off the heap of an executor: arenas of the cpu backend. */
  EXECUTOR_NATIVE("executor, outside the heap"),

  /** All arenas of training are one array on the device, whose size devices limit. */
  DEVICE_TRAINING("device, array for training"),

  /** The same for scoring held-out rows. */
  DEVICE_SCORING("device, array for scoring"),

  /** All of a device's memory: both arrays, which are there at once, and what carries data. */
  DEVICE_MEMORY("device, all its memory");

  private final String title;

  Place(String title) {
    this.title = title;
  }

  /** Whether a limit holds for all that lies there together; else for each array there. */
  boolean isShared() {
    return this != DEVICE_TRAINING && this != DEVICE_SCORING;
  }

  /** As people read it. */
  public String title() {
    return title;
  }
}
