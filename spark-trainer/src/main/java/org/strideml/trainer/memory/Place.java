package org.strideml.trainer.memory;

/** Where memory lies. */
public enum Place {
  DRIVER_HEAP("driver heap"),
  EXECUTOR_HEAP("executor heap"),

  /** Off the heap of an executor: arenas of the cpu backend. */
  EXECUTOR_NATIVE("executor, outside the heap"),

  DEVICE("device of an executor");

  private final String title;

  Place(String title) {
    this.title = title;
  }

  /** As people read it. */
  public String title() {
    return title;
  }
}
