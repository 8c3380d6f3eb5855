package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * A file's place in the whole text.
 *
 * @param start tokens in the files before it
 * @param tokens in this one
 */
record TextFile(String path, long start, long tokens) implements Serializable {
  long end() {
    return start + tokens;
  }
}
