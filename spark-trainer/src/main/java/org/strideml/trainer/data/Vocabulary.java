package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;

/** The characters a text model knows, as sorted Unicode code points; a token is a place there. */
public final class Vocabulary implements Tokenizer {
  private static final long serialVersionUID = 1L;

  /** Most characters a vocabulary may have; a token fits two bytes. */
  public static final int MAX_SIZE = 1 << 16;

  private final int[] codePoints;

  private Vocabulary(int[] codePoints) {
    this.codePoints = codePoints;
  }

  /** The distinct characters of a text. */
  public static Vocabulary ofText(String text) {
    BitSet seen = new BitSet();
    text.codePoints().forEach(seen::set);
    return of(seen);
  }

  /**
   * The code points that are set.
   *
   * @throws DataException when there is none, or more than {@link #MAX_SIZE}
   */
  static Vocabulary of(BitSet codePoints) {
    int size = codePoints.cardinality();
    if (size < 1 || size > MAX_SIZE) {
      throw new DataException(
          "vocabulary",
          "1 to " + MAX_SIZE + " distinct characters",
          Integer.toString(size),
          "check that the files are text");
    }
    return new Vocabulary(codePoints.stream().toArray());
  }

  /**
   * A vocabulary written by {@link #characters}.
   *
   * @throws IllegalArgumentException when the characters are not sorted and distinct
   */
  static Vocabulary ofCharacters(String characters) {
    int[] codePoints = characters.codePoints().toArray();
    for (int i = 1; i < codePoints.length; i++) {
      if (codePoints[i - 1] >= codePoints[i]) {
        throw new IllegalArgumentException(
            "a vocabulary must be sorted, but " + name(codePoints[i]) + " is at place " + i);
      }
    }
    return ofText(characters);
  }

  @Override
  public int size() {
    return codePoints.length;
  }

  /** All characters in token order. */
  public String characters() {
    return new String(codePoints, 0, codePoints.length);
  }

  /** The token of a code point, or -1 when the vocabulary lacks it. */
  public int token(int codePoint) {
    int place = Arrays.binarySearch(codePoints, codePoint);
    return place < 0 ? -1 : place;
  }

  @Override
  public String unit() {
    return "character";
  }

  /**
   * @throws DataException when a character is unknown, naming it and its place
   */
  @Override
  public int[] encode(String text, String where) {
    int[] tokens = text.codePoints().toArray();
    for (int i = 0; i < tokens.length; i++) {
      int token = token(tokens[i]);
      if (token < 0) {
        throw unknown(where + ", character " + (i + 1), tokens[i]);
      }
      tokens[i] = token;
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder(tokens.length);
    for (int token : tokens) {
      if (token < 0 || token >= size()) {
        throw new IllegalArgumentException("a token must be in [0, " + size() + "), got " + token);
      }
      text.appendCodePoint(codePoints[token]);
    }
    return text.toString();
  }

  @Override
  public TokenReader open(InputStream in, String path) {
    Utf8Reader reader = new Utf8Reader(in, path);
    return new TokenReader() {
      @Override
      public int read() throws IOException {
        int codePoint = reader.read();
        if (codePoint < 0) {
          return -1;
        }
        int token = token(codePoint);
        if (token < 0) {
          throw unknown(path + " at byte " + reader.offset(), codePoint);
        }
        return token;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  @Override
  public void describe(ObjectNode json) {
    json.put(TextPreprocessing.CHARACTERS, characters());
  }

  private DataException unknown(String where, int codePoint) {
    return new DataException(
        where,
        "one of the " + size() + " characters seen in training",
        name(codePoint),
        "leave it out, or train on text that has it");
  }

  private static String name(int codePoint) {
    String number = String.format("U+%04X", codePoint);
    return Character.isISOControl(codePoint)
        ? number
        : number + " '" + Character.toString(codePoint) + "'";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && Arrays.equals(codePoints, that.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return "Vocabulary of " + size() + " characters";
  }
}
