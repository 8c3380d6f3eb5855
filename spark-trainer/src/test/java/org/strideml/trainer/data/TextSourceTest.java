package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.model.Batch;
import org.strideml.trainer.model.BatchShape;

class TextSourceTest extends RowSourceContract {
  private static final DataFiles FILES = DataFiles.local();
  private static final int CONTEXT = 8;

  @Override
  RowSource source() {
    write("a.txt", sample(100));
    write("b.txt.gz", IdxFiles.gzip(sample(37).getBytes(StandardCharsets.UTF_8)));
    write("c.txt", "é");
    write("d.txt", sample(61));
    return corpus(0.2).training();
  }

  private TextCorpus corpus(double holdout) {
    return TextCorpus.open(FILES, new TextSettings(List.of(folder.toString()), CONTEXT, holdout));
  }

  private void write(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] bytes) {
    IdxFiles.write(folder, name, bytes);
  }

  private static String sample(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + RandomKey.of(length).below(26, i)));
    }
    return text.toString();
  }

  @Test
  void rowsAreWindowsOfTheWholeText() throws IOException {
    TextSource source = (TextSource) source();
    String whole = sample(100) + sample(37) + "é" + sample(61);
    int length = whole.length() - (int) (whole.length() * 0.2);
    int last = length - 2 * CONTEXT;
    List<String> windows = windows(source);
    assertThat(windows).hasSize((last + CONTEXT - 1) / CONTEXT + 1);
    for (int i = 0; i < windows.size(); i++) {
      int start = Math.min(i * CONTEXT, last);
      assertThat(windows.get(i)).isEqualTo(whole.substring(start, start + 2 * CONTEXT));
    }
  }

  @Test
  void heldOutTextIsTheLastPartWithoutOverlap() throws IOException {
    source();
    TextSource evaluation = corpus(0.2).evaluation().orElseThrow();
    String whole = sample(100) + sample(37) + "é" + sample(61);
    String heldOut = whole.substring(whole.length() - (int) (whole.length() * 0.2));
    List<String> windows = windows(evaluation);
    assertThat(windows).hasSize((heldOut.length() - 1) / CONTEXT);
    for (int i = 0; i < windows.size(); i++) {
      assertThat(windows.get(i)).isEqualTo(heldOut.substring(i * CONTEXT, (i + 1) * CONTEXT + 1));
    }
    assertThat(evaluation.dropped()).isEqualTo((heldOut.length() - 1) % CONTEXT);
    assertThat(corpus(0).evaluation()).isEmpty();
  }

  @Test
  void howTheTextIsCutIntoFilesDoesNotChangeTheRows() throws IOException {
    source();
    List<String> several = windows(corpus(0.3).training());
    List<String> severalHeldOut = windows(corpus(0.3).evaluation().orElseThrow());
    String whole = sample(100) + sample(37) + "é" + sample(61);
    String one = IdxFiles.write(folder, "whole", whole.getBytes(StandardCharsets.UTF_8));
    TextCorpus corpus = TextCorpus.open(FILES, new TextSettings(List.of(one), CONTEXT, 0.3));
    assertThat(windows(corpus.training())).isEqualTo(several);
    assertThat(windows(corpus.evaluation().orElseThrow())).isEqualTo(severalHeldOut);
  }

  @Test
  void visitsCropEveryStartAndTargetsAreOneFurther() throws IOException {
    write("a.txt", "0123456789abcdef");
    TextSource source = corpus(0).training();
    List<byte[]> rows = rows(source);
    assertThat(rows).hasSize(1);
    Batch batch = new Batch(BatchShape.ofTokens(CONTEXT), 2);
    BitSet starts = new BitSet();
    for (int visit = 0; visit < 200; visit++) {
      source.format().decode(rows.get(0), 0, 0, batch, 1, RandomKey.of(visit));
      int start = batch.ids()[CONTEXT];
      starts.set(start);
      for (int i = 0; i < CONTEXT; i++) {
        assertThat(batch.ids()[CONTEXT + i]).isEqualTo(start + i);
        assertThat(batch.targets()[CONTEXT + i]).isEqualTo(start + i + 1);
        assertThat(batch.ids()[i]).isZero();
      }
    }
    assertThat(starts.cardinality()).isEqualTo(CONTEXT);
    assertThat(starts.length()).isEqualTo(CONTEXT);
    source.format().decode(rows.get(0), 0, 0, batch, 0, null);
    assertThat(batch.ids()[0]).isZero();
  }

  @Test
  void cropsAreEquallyLikely() {
    var format = new TokenFormat(10, 20, 30);
    byte[] row = new byte[20];
    for (int i = 0; i < 20; i++) {
      format.encode(row, i, i);
    }
    long[] counts = new long[10];
    Batch batch = new Batch(BatchShape.ofTokens(10), 1);
    var order = new EpochOrder(3, 5, 0);
    for (int sample = 0; sample < 20_000; sample++) {
      format.decode(row, 0, 0, batch, 0, order.visit(sample));
      counts[batch.ids()[0]]++;
    }
    ChiSquare.assertUniform("crop offsets", counts);
  }

  @Test
  void largeVocabulariesTakeTwoBytesAToken() throws IOException {
    for (int size : new int[] {256, 257, 5000}) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < size; i++) {
        text.appendCodePoint(0x4E00 + i);
      }
      write("a.txt", text.toString());
      TextSource source = corpus(0).training();
      assertThat(source.format().recordBytes()).isEqualTo(2 * CONTEXT * (size > 256 ? 2 : 1));
      assertThat(windows(source).get(3)).isEqualTo(text.substring(24, 40));
      assertThat(String.join("", windows(source))).endsWith(text.substring(size - 16));
    }
  }

  @Test
  void windowsHoldTheTokensOfEveryTokenizer() throws IOException {
    String text = "To be, or not to be, that is the question.\n".repeat(12) + "Größe 😀";
    write("a.txt", text);
    for (Tokenizer tokenizer :
        List.of(Vocabulary.ofText(text), new ByteTokenizer(), new Gpt2Tokenizer())) {
      var settings = new TextSettings(List.of(folder.toString()), CONTEXT, 0);
      TextCorpus corpus = TextCorpus.open(FILES, settings, tokenizer);
      int[] tokens = tokenizer.encode(text, "text");
      assertThat(corpus.tokens()).isEqualTo(tokens.length);
      List<String> windows = windows(corpus.training());
      for (int i = 0; i < windows.size() - 1; i++) {
        int[] window = Arrays.copyOfRange(tokens, i * CONTEXT, (i + 2) * CONTEXT);
        assertThat(windows.get(i)).isEqualTo(tokenizer.decode(window));
      }
      assertThat(text).endsWith(windows.get(windows.size() - 1));
    }
  }

  @Test
  void aKnownVocabularyIsKeptAndEnforced() {
    write("a.txt", sample(100));
    Vocabulary known = Vocabulary.ofText("abcdefghijklmnopqrstuvwxyz!");
    var settings = new TextSettings(List.of(folder.toString()), CONTEXT, 0);
    assertThat(TextCorpus.open(FILES, settings, known).training().preprocessing())
        .isEqualTo(new TextPreprocessing(known, CONTEXT));
    write("b.txt", "abé");
    assertDataError(
        () -> TextCorpus.open(FILES, settings, known),
        "b.txt at byte 2: expected one of the 27 characters seen in training, got U+00E9 'é'");
  }

  @Test
  void namesMissingEmptyAndMalformedFiles() {
    assertDataError(
        () -> TextCorpus.open(FILES, new TextSettings(List.of(folder + "/none"), CONTEXT, 0)),
        "/none: expected a readable file or folder, got nothing there");
    assertDataError(() -> corpus(0), "expected at least one file, got an empty folder");
    write("a.txt", sample(100));
    write("b.txt", "");
    assertDataError(() -> corpus(0), "b.txt: expected text, got an empty file");
    write("b.txt", new byte[] {'x', (byte) 0xE9, ' '});
    assertDataError(() -> corpus(0), "b.txt at byte 1: expected UTF-8 text, got 0x20");
    byte[] zipped = IdxFiles.gzip(sample(100_000).getBytes(StandardCharsets.UTF_8));
    write("b.txt", Arrays.copyOf(zipped, zipped.length / 2));
    assertDataError(() -> corpus(0), "expected whole gzip data, got");
  }

  @Test
  void namesTextShorterThanAWindow() {
    write("a.txt", sample(2 * CONTEXT - 1));
    assertDataError(() -> corpus(0).training(), "expected training text of at least 16 characters");
    assertDataError(
        () -> corpus(0.4).evaluation(), "expected held-out text of at least 9 characters, the");
    write("a.txt", sample(2 * CONTEXT));
    assertThat(corpus(0).training().rows()).isEqualTo(1);
  }

  @Test
  void namesAFileThatChangedWhileBeingRead() {
    RowSource source = source();
    write("a.txt", sample(90));
    assertDataError(() -> content(source), "a.txt: expected 100 characters");
    write("a.txt", "é" + "€".repeat(99));
    assertDataError(() -> content(source), "a.txt at byte 2: expected one of the");
  }

  @Test
  void hiddenFilesAndFoldersAreNotText() throws IOException {
    write("_SUCCESS", "");
    write(".a.crc", "x");
    Files.createDirectory(folder.resolve("below"));
    write("a.txt", sample(50));
    assertThat(corpus(0).tokens()).isEqualTo(50);
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new TextSettings(List.of(), 8, 0)).hasMessageContaining("data.path");
    assertThatThrownBy(() -> new TextSettings(List.of("x"), 0, 0))
        .hasMessageContaining("model.context");
    assertThatThrownBy(() -> new TextSettings(List.of("x"), 8, Double.NaN))
        .hasMessageContaining("holdout must be in [0, 1), got NaN (data.holdout)");
    assertThatThrownBy(() -> new TextSettings(List.of("x"), 8, 1))
        .hasMessageContaining("data.holdout");
  }

  private static List<byte[]> rows(TextSource source) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    for (SourceFile file : source.files()) {
      source.read(file, (row, bytes, label) -> rows.add(bytes.clone()));
    }
    return rows;
  }

  /** The text of every row. */
  private static List<String> windows(TextSource source) throws IOException {
    int window = source.format().window();
    Tokenizer vocabulary = source.preprocessing().tokenizer();
    List<String> windows = new ArrayList<>();
    for (byte[] row : rows(source)) {
      int[] tokens = new int[window];
      for (int i = 0; i < window; i++) {
        tokens[i] =
            row.length == window
                ? row[i] & 0xff
                : (row[2 * i] & 0xff) << 8 | (row[2 * i + 1] & 0xff);
      }
      windows.add(vocabulary.decode(tokens));
    }
    return windows;
  }

  private static void assertDataError(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(DataException.class).hasMessageContaining(message);
  }
}
