package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;

/** A file's tokens, front to back. */
interface TokenReader extends Closeable {
  /**
   * The next token, or -1 at the end.
   *
   * @throws DataException when the file is not what the tokenizer reads, naming the byte
   */
  int read() throws IOException;
}
