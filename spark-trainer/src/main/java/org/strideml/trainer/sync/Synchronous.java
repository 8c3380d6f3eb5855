package org.strideml.trainer.sync;

/** Every round waits for all workers. */
public record Synchronous() implements SyncMode {
  @Override
  public String type() {
    return "synchronous";
  }

  @Override
  public boolean startsTogether() {
    return true;
  }
}
