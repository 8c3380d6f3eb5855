package org.strideml.trainer.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One token per byte, of whatever the bytes are; as text they are UTF-8. */
public record ByteTokenizer() implements Tokenizer {
  static final String NAME = "bytes";
  private static final int BUFFER_BYTES = 1 << 16;

  @Override
  public int size() {
    return 1 << Byte.SIZE;
  }

  @Override
  public String unit() {
    return "byte";
  }

  @Override
  public int[] encode(String text, String where) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xff;
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens) {
    byte[] bytes = new byte[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= size()) {
        throw new IllegalArgumentException("a token must be in [0, 256), got " + tokens[i]);
      }
      bytes[i] = (byte) tokens[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public TokenReader open(InputStream in, String path) {
    return new Reader(in);
  }

  @Override
  public void describe(ObjectNode json) {
    json.put(TextPreprocessing.TOKENIZER, NAME);
  }

  private static final class Reader implements TokenReader {
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    Reader(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (position == limit) {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        if (limit == 0) {
          return -1;
        }
      }
      return buffer[position++] & 0xff;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
