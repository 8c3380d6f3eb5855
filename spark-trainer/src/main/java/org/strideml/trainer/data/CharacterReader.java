package org.strideml.trainer.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Code points of a text in several files, from the start of one file on across all later ones. */
final class CharacterReader implements Closeable {
  private final DataFiles files;
  private final List<TextFile> texts;
  private int next;
  private TextFile current;
  private Utf8Reader reader;
  private long left;

  CharacterReader(DataFiles files, List<TextFile> texts, int first) {
    this.files = files;
    this.texts = texts;
    this.next = first;
    advance();
  }

  /** The next code point; asking for one beyond the last file is an error. */
  int read() throws IOException {
    while (left == 0) {
      reader.close();
      advance();
    }
    left--;
    int codePoint = reader.read();
    if (codePoint < 0) {
      throw changed("the end after " + (current.characters() - left - 1));
    }
    return codePoint;
  }

  /** Code points of the whole text that lie before the next one. */
  long position() {
    return current.end() - left;
  }

  /** Path and offset of the code point read last, for errors. */
  String where() {
    return current.path() + " at byte " + reader.offset();
  }

  DataException changed(String got) {
    return new DataException(
        current.path(),
        current.characters() + " characters of the vocabulary, as when the run began",
        got,
        "do not change files while they are read; start again");
  }

  private void advance() {
    current = texts.get(next++);
    left = current.characters();
    reader = new Utf8Reader(files.open(current.path()), current.path());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
