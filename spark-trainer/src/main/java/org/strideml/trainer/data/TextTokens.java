package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Tokens of a text in several files, from the start of one file on across all later ones. */
final class TextTokens implements Closeable {
  private final DataFiles files;
  private final List<TextFile> texts;
  private final Tokenizer tokenizer;
  private int next;
  private TextFile current;
  private TokenReader reader;
  private long left;

  TextTokens(DataFiles files, List<TextFile> texts, Tokenizer tokenizer, int first) {
    this.files = files;
    this.tokenizer = tokenizer;
    this.texts = texts;
    this.next = first;
    advance();
  }

  /** The next token; asking for one beyond the last file is an error. */
  int read() throws IOException {
    while (left == 0) {
      reader.close();
      advance();
    }
    left--;
    int token = reader.read();
    if (token < 0) {
      throw changed("the end after " + (current.tokens() - left - 1));
    }
    return token;
  }

  /** Tokens of the whole text that lie before the next one. */
  long position() {
    return current.end() - left;
  }

  private DataException changed(String got) {
    return new DataException(
        current.path(),
        current.tokens() + " " + tokenizer.unit() + "s, as when the run began",
        got,
        "do not change files while they are read; start again");
  }

  private void advance() {
    current = texts.get(next++);
    left = current.tokens();
    reader = tokenizer.open(files.open(current.path()), current.path());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
