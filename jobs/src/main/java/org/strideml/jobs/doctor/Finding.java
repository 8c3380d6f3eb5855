package org.strideml.jobs.doctor;

/**
 * One thing looked at.
 *
 * @param what was looked at
 * @param state whether it will do
 * @param found what is there
 * @param remedy what to do; empty when nothing need be done
 */
public record Finding(String what, State state, String found, String remedy) {
  /** Whether something will do. */
  public enum State {
    OK,
    /** It works, but not as well as it could. */
    WARN,
    /** Training will not work. */
    BROKEN
  }

  static Finding ok(String what, String found) {
    return new Finding(what, State.OK, found, "");
  }

  static Finding warn(String what, String found, String remedy) {
    return new Finding(what, State.WARN, found, remedy);
  }

  static Finding broken(String what, String found, String remedy) {
    return new Finding(what, State.BROKEN, found, remedy);
  }
}
