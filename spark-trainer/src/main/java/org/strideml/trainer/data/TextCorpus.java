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
 * rest is held out. Made by reading everything once, in memory that does not grow with the text, to
 * count characters and learn the vocabulary.
 */
public final class TextCorpus {
  private final DataFiles dataFiles;
  private final TextSettings settings;
  private final List<TextFile> files;
  private final Vocabulary vocabulary;

  private TextCorpus(
      DataFiles dataFiles, TextSettings settings, List<TextFile> files, Vocabulary vocabulary) {
    this.dataFiles = dataFiles;
    this.settings = settings;
    this.files = List.copyOf(files);
    this.vocabulary = vocabulary;
  }

  /**
   * Reads the text once and learns its vocabulary.
   *
   * @throws DataException when a file is missing, empty or not UTF-8
   */
  public static TextCorpus open(DataFiles files, TextSettings settings) {
    BitSet seen = new BitSet();
    List<TextFile> counted =
        scan(files, settings, (codePoint, path, offset) -> seen.set(codePoint));
    return new TextCorpus(files, settings, counted, Vocabulary.of(seen));
  }

  /**
   * Reads the text once, for a model that has its vocabulary.
   *
   * @throws DataException as {@link #open(DataFiles, TextSettings)}, and when a character is not in
   *     the vocabulary
   */
  public static TextCorpus open(DataFiles files, TextSettings settings, Vocabulary vocabulary) {
    CharacterSink check =
        (codePoint, path, offset) -> {
          if (vocabulary.token(codePoint) < 0) {
            throw vocabulary.unknown(path + " at byte " + offset, codePoint);
          }
        };
    return new TextCorpus(files, settings, scan(files, settings, check), vocabulary);
  }

  private static List<TextFile> scan(DataFiles files, TextSettings settings, CharacterSink sink) {
    TreeSet<String> paths = new TreeSet<>();
    settings.paths().forEach(path -> paths.addAll(files.list(path)));
    List<TextFile> counted = new ArrayList<>();
    long start = 0;
    for (String path : paths) {
      long characters = scanFile(files, path, sink);
      if (characters == 0) {
        throw new DataException(path, "text", "an empty file", "remove it from data.path");
      }
      counted.add(new TextFile(path, start, characters));
      start += characters;
    }
    return counted;
  }

  private static long scanFile(DataFiles files, String path, CharacterSink sink) {
    try (Utf8Reader reader = new Utf8Reader(files.open(path), path)) {
      long characters = 0;
      for (int codePoint = reader.read(); codePoint >= 0; codePoint = reader.read()) {
        sink.accept(codePoint, path, reader.offset());
        characters++;
      }
      return characters;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path + " failed: " + e.getMessage(), e);
    }
  }

  private interface CharacterSink {
    void accept(int codePoint, String path, long offset);
  }

  /** Characters of the whole text. */
  public long characters() {
    return files.get(files.size() - 1).end();
  }

  /** Characters of its end that are kept for evaluation. */
  public long heldOutCharacters() {
    return (long) Math.floor(characters() * settings.holdout());
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * The training part in windows of 2·context characters, one every context characters, the last
   * one moved back to end with the part. Each visit of a row reads one of its {@code context}
   * crops, so that over time every stretch of the part is read.
   *
   * @throws DataException when the part is shorter than one window
   */
  public TextSource training() {
    long length = characters() - heldOutCharacters();
    int width = 2 * settings.context();
    requireLength("training text", length, width, "twice the context");
    return source(new Windows(0, length, settings.context(), width, true));
  }

  /**
   * The held-out part in windows of context + 1 characters, one every context characters, so that
   * every character but the first is a target once. A last window that is not full is left out;
   * {@link TextSource#dropped} counts its characters. Empty when nothing is held out.
   *
   * @throws DataException when the part is shorter than one window
   */
  public Optional<TextSource> evaluation() {
    long length = heldOutCharacters();
    if (length == 0) {
      return Optional.empty();
    }
    int width = settings.context() + 1;
    requireLength("held-out text", length, width, "the context and one more");
    long base = characters() - length;
    return Optional.of(source(new Windows(base, length, settings.context(), width, false)));
  }

  private TextSource source(Windows windows) {
    return new TextSource(
        dataFiles, files, windows, new TextPreprocessing(vocabulary, settings.context()));
  }

  private void requireLength(String part, long length, int width, String why) {
    if (length < width) {
      throw new DataException(
          String.join(", ", settings.paths()),
          part + " of at least " + width + " characters, " + why,
          Long.toString(length),
          "give more text, lower model.context, or change data.holdout");
    }
  }
}
