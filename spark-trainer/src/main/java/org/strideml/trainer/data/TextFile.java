package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * A file's place in the whole text.
 *
 * @param start characters in the files before it
 * @param characters in this one
 */
record TextFile(String path, long start, long characters) implements Serializable {
  long end() {
    return start + characters;
  }
}
