package org.strideml.trainer.data;

import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;

/**
 * A window of tokens, of which each visit reads a crop: {@code context} tokens and, as targets, the
 * tokens one further. A token takes one byte when the vocabulary has at most 256 symbols, else two,
 * high byte first. A window of 2·context tokens has {@code context} crops, one of context + 1 has
 * one.
 */
public final class TokenFormat implements RecordFormat {
  private static final long serialVersionUID = 1L;
  private final int context;
  private final int window;
  private final int tokenBytes;

  /**
   * @param context tokens a model sees at once
   * @param window tokens of a row, more than {@code context}
   * @param vocabularySize number of symbols
   */
  public TokenFormat(int context, int window, int vocabularySize) {
    if (context < 1 || window <= context) {
      throw new IllegalArgumentException(
          "a window must be longer than a context of at least 1, got "
              + window
              + " and "
              + context);
    }
    if (vocabularySize < 1 || vocabularySize > Vocabulary.MAX_SIZE) {
      throw new IllegalArgumentException(
          "vocabularySize must be in [1, " + Vocabulary.MAX_SIZE + "], got " + vocabularySize);
    }
    this.context = context;
    this.window = window;
    this.tokenBytes = vocabularySize <= 256 ? 1 : 2;
  }

  @Override
  public int recordBytes() {
    return Math.multiplyExact(window, tokenBytes);
  }

  /** Tokens of a row. */
  int window() {
    return window;
  }

  /** Writes a token of a row. */
  void encode(byte[] row, int index, int token) {
    if (tokenBytes == 1) {
      row[index] = (byte) token;
    } else {
      row[2 * index] = (byte) (token >>> 8);
      row[2 * index + 1] = (byte) token;
    }
  }

  @Override
  public void decode(byte[] block, int offset, int label, Batch batch, int slot, RandomKey key) {
    int crop = key == null ? 0 : key.below(window - context, 0);
    int from = offset + crop * tokenBytes;
    int to = slot * context;
    int[] tokens = batch.ids();
    int[] targets = batch.targets();
    int token = token(block, from);
    for (int i = 0; i < context; i++) {
      int next = token(block, from + (i + 1) * tokenBytes);
      tokens[to + i] = token;
      targets[to + i] = next;
      token = next;
    }
  }

  private int token(byte[] block, int at) {
    int high = block[at] & 0xff;
    return tokenBytes == 1 ? high : high << 8 | (block[at + 1] & 0xff);
  }
}
