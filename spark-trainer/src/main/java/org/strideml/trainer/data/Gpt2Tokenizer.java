package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * GPT-2's byte-pair encoding, 50 257 tokens (Radford et al., 2019). Text never becomes {@link
 * #END_OF_TEXT}, not even when it says {@code <|endoftext|>}.
 */
public record Gpt2Tokenizer() implements Tokenizer {
  static final String NAME = "gpt2";
  private static final int SIZE = 50_257;

  /** The token that GPT-2 was given between documents. */
  public static final int END_OF_TEXT = SIZE - 1;

  /** Half a megabyte of tables, read when first asked for. */
  private static final class Tables {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public String unit() {
    return "token";
  }

  @Override
  public int[] encode(String text, String where) {
    return Tables.ENCODING.encodeOrdinary(text).toArray();
  }

  @Override
  public String decode(int[] tokens) {
    IntArrayList list = new IntArrayList(tokens.length);
    for (int token : tokens) {
      if (token < 0 || token >= SIZE) {
        throw new IllegalArgumentException("a token must be in [0, " + SIZE + "), got " + token);
      }
      list.add(token);
    }
    return new String(Tables.ENCODING.decodeBytes(list), StandardCharsets.UTF_8);
  }

  @Override
  public TokenReader open(InputStream in, String path) {
    return new Gpt2Reader(this, in, path);
  }

  @Override
  public void describe(ObjectNode json) {
    json.put(TextPreprocessing.TOKENIZER, NAME);
  }
}
