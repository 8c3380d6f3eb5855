package org.strideml.trainer.data;

import java.io.IOException;

/** Slides windows over a text. */
final class WindowReader implements RowReader {
  private final TextTokens tokens;
  private final SourceFile file;
  private final Windows windows;
  private final TokenFormat format;
  private final int tokenBytes;
  private final byte[] bytes;
  private long read;

  WindowReader(TextTokens tokens, SourceFile file, Windows windows, TokenFormat format) {
    this.tokens = tokens;
    this.file = file;
    this.windows = windows;
    this.format = format;
    this.bytes = new byte[format.recordBytes()];
    this.tokenBytes = bytes.length / windows.width();
  }

  @Override
  public boolean next() throws IOException {
    if (read == file.rows()) {
      return false;
    }
    long start = windows.start(file.firstRow() + read);
    int kept = (int) Math.max(0, tokens.position() - start);
    if (read > 0) {
      System.arraycopy(bytes, bytes.length - kept * tokenBytes, bytes, 0, kept * tokenBytes);
    }
    skipTo(start);
    for (int i = kept; i < windows.width(); i++) {
      format.encode(bytes, i, tokens.read());
    }
    read++;
    return true;
  }

  private void skipTo(long start) throws IOException {
    while (tokens.position() < start) {
      tokens.read();
    }
  }

  @Override
  public long row() {
    return file.firstRow() + read - 1;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int label() {
    return 0;
  }

  @Override
  public void close() throws IOException {
    tokens.close();
  }
}
