package org.strideml.trainer.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Files of UTF-8 text, sorted by path and read as one text: its first part is for training, the
 * rest is held out. Opened by reading everything, in memory that does not grow with the text, to
 * count tokens.
 */
public final class TextCorpus {
  private final DataFiles dataFiles;
  private final TextSettings settings;
  private final List<TextFile> files;
  private final Tokenizer tokenizer;

  private TextCorpus(
      DataFiles dataFiles, TextSettings settings, List<TextFile> files, Tokenizer tokenizer) {
    this.dataFiles = dataFiles;
    this.settings = settings;
    this.files = List.copyOf(files);
    this.tokenizer = tokenizer;
  }

  /**
   * Reads the text once, for its characters, which become the tokens.
   *
   * @throws DataException when a file is missing, empty or not UTF-8
   */
  public static TextCorpus open(DataFiles files, TextSettings settings) {
    BitSet seen = new BitSet();
    List<TextFile> counted =
        scan(
            files,
            settings,
            path -> {
              try (Utf8Reader reader = new Utf8Reader(files.open(path), path)) {
                long characters = 0;
                for (int codePoint = reader.read(); codePoint >= 0; codePoint = reader.read()) {
                  seen.set(codePoint);
                  characters++;
                }
                return characters;
              }
            });
    return new TextCorpus(files, settings, counted, Vocabulary.of(seen));
  }

  /**
   * Reads the text once, to count its tokens.
   *
   * @throws DataException when a file is missing, empty or not what the tokenizer reads
   */
  public static TextCorpus open(DataFiles files, TextSettings settings, Tokenizer tokenizer) {
    List<TextFile> counted =
        scan(
            files,
            settings,
            path -> {
              try (TokenReader reader = tokenizer.open(files.open(path), path)) {
                long tokens = 0;
                while (reader.read() >= 0) {
                  tokens++;
                }
                return tokens;
              }
            });
    return new TextCorpus(files, settings, counted, tokenizer);
  }

  private interface Counter {
    long tokens(String path) throws IOException;
  }

  private static List<TextFile> scan(DataFiles files, TextSettings settings, Counter counter) {
    TreeSet<String> paths = new TreeSet<>();
    settings.paths().forEach(path -> paths.addAll(files.list(path)));
    List<TextFile> counted = new ArrayList<>();
    long start = 0;
    for (String path : paths) {
      long tokens = count(path, counter);
      if (tokens == 0) {
        throw new DataException(path, "text", "an empty file", "remove it from data.path");
      }
      counted.add(new TextFile(path, start, tokens));
      start += tokens;
    }
    return counted;
  }

  private static long count(String path, Counter counter) {
    try {
      return counter.tokens(path);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " failed: " + e.getMessage(), e);
    }
  }

  /** Tokens of the whole text. */
  public long tokens() {
    return files.get(files.size() - 1).end();
  }

  /** Tokens of its end that are kept for evaluation. */
  public long heldOutTokens() {
    return (long) Math.floor(tokens() * settings.holdout());
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * The training part in windows of 2·context tokens, one every context tokens, the last one moved
   * back to end with the part. Each visit of a row reads one of its {@code context} crops, so that
   * over time every stretch of the part is read.
   *
   * @throws DataException when the part is shorter than one window
   */
  public TextSource training() {
    long length = tokens() - heldOutTokens();
    int width = 2 * settings.context();
    requireLength("training text", length, width, "twice the context");
    return source(new Windows(0, length, settings.context(), width, true));
  }

  /**
   * The held-out part in windows of context + 1 tokens, one every context tokens, so that every
   * token but the first is a target once. A last window that is not full is left out; {@link
   * TextSource#dropped} counts its tokens. Empty when nothing is held out.
   *
   * @throws DataException when the part is shorter than one window
   */
  public Optional<TextSource> evaluation() {
    long length = heldOutTokens();
    if (length == 0) {
      return Optional.empty();
    }
    int width = settings.context() + 1;
    requireLength("held-out text", length, width, "the context and one more");
    long base = tokens() - length;
    return Optional.of(source(new Windows(base, length, settings.context(), width, false)));
  }

  private TextSource source(Windows windows) {
    return new TextSource(
        dataFiles, files, windows, new TextPreprocessing(tokenizer, settings.context()));
  }

  private void requireLength(String part, long length, int width, String why) {
    if (length < width) {
      throw new DataException(
          String.join(", ", settings.paths()),
          part + " of at least " + width + " " + tokenizer.unit() + "s, " + why,
          Long.toString(length),
          "give more text, lower model.context, or change data.holdout");
    }
  }
}
