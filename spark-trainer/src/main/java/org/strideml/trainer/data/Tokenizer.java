package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.io.Serializable;

/** How text becomes tokens, whole numbers in [0, {@link #size}), and tokens text again. */
public sealed interface Tokenizer extends Serializable
    permits Vocabulary, ByteTokenizer, Gpt2Tokenizer {
  /** Number of tokens. */
  int size();

  /** What a token is, for people: {@code character}, {@code byte} or {@code token}. */
  String unit();

  /**
   * The tokens of a text.
   *
   * @param where what to call the text in an error, such as {@code prompt}
   * @throws DataException when it has something these tokens cannot say, naming it and its place
   */
  int[] encode(String text, String where);

  /**
   * The text of some tokens; the inverse of {@link #encode}. Where tokens hold parts of a
   * character, bytes that make no character become U+FFFD.
   */
  String decode(int[] tokens);

  /**
   * The tokens of a file, in memory that does not grow with it.
   *
   * @param in its content; closed with the reader
   * @param path for messages
   */
  TokenReader open(InputStream in, String path);

  /** Adds to {@code json} what {@link TextPreprocessing} needs to make an equal tokenizer. */
  void describe(ObjectNode json);
}
