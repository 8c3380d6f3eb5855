package org.strideml.trainer.data;

import java.io.IOException;
import java.io.InputStream;

/**
 * Encodes a text piece by piece. Pieces end between a character and a space or line end: no token
 * of GPT-2 reaches from one over to the other, so the pieces' tokens are those of the whole.
 */
final class Gpt2Reader implements TokenReader {
  /** Characters after which the next boundary is taken. */
  private static final int PIECE = 1 << 14;

  /** Longest text without a boundary that is read. */
  private static final int LONGEST = 1 << 22;

  private final Gpt2Tokenizer tokenizer;
  private final Utf8Reader reader;
  private final String path;
  private final StringBuilder piece = new StringBuilder();
  private int[] tokens = {};
  private int position;
  private boolean ended;

  Gpt2Reader(Gpt2Tokenizer tokenizer, InputStream in, String path) {
    this.tokenizer = tokenizer;
    this.reader = new Utf8Reader(in, path);
    this.path = path;
  }

  @Override
  public int read() throws IOException {
    while (position == tokens.length) {
      if (ended) {
        return -1;
      }
      readPiece();
    }
    return tokens[position++];
  }

  /** Leaves the character after the boundary for the next piece. */
  private void readPiece() throws IOException {
    int before = ' ';
    while (true) {
      int codePoint = reader.read();
      if (codePoint < 0) {
        ended = true;
        encode();
        return;
      }
      boolean boundary = (codePoint == ' ' || codePoint == '\n') && !isSpace(before);
      if (boundary && piece.length() >= PIECE) {
        encode();
        piece.appendCodePoint(codePoint);
        return;
      }
      piece.appendCodePoint(codePoint);
      before = codePoint;
      if (piece.length() > LONGEST) {
        throw new DataException(
            path + " before byte " + reader.offset(),
            "a space within " + LONGEST + " characters",
            "none",
            "choose data.tokenizer = bytes for what is no text");
      }
    }
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || Character.isISOControl(codePoint);
  }

  private void encode() {
    tokens = tokenizer.encode(piece.toString(), path);
    position = 0;
    piece.setLength(0);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
