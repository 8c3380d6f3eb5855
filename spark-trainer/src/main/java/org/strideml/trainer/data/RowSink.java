package org.strideml.trainer.data;

/** Takes rows one by one. */
@FunctionalInterface
public interface RowSink {
  /**
   * @param row canonical index
   * @param bytes the packed row; valid during the call only
   * @param label its class, 0 where there are none
   */
  void accept(long row, byte[] bytes, int label);
}
