package org.strideml.trainer.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows over a stretch of a {@link TextCorpus}. A row belongs to the file its first token lies in
 * and may reach into the next ones.
 */
public final class TextSource implements RowSource {
  private static final long serialVersionUID = 1L;
  private final DataFiles dataFiles;
  private final ArrayList<TextFile> texts;
  private final ArrayList<SourceFile> files = new ArrayList<>();
  private final Windows windows;
  private final TextPreprocessing preprocessing;
  private final TokenFormat format;

  TextSource(
      DataFiles dataFiles, List<TextFile> texts, Windows windows, TextPreprocessing preprocessing) {
    this.dataFiles = dataFiles;
    this.texts = new ArrayList<>(texts);
    this.windows = windows;
    this.preprocessing = preprocessing;
    this.format =
        new TokenFormat(preprocessing.context(), windows.width(), preprocessing.tokenizer().size());
    for (TextFile text : texts) {
      long firstRow = windows.firstFrom(text.start());
      files.add(new SourceFile(text.path(), firstRow, windows.firstFrom(text.end()) - firstRow));
    }
  }

  /** Tokens at the end of the stretch that no row holds. */
  public long dropped() {
    return windows.dropped();
  }

  /** One per text file; those before or after the stretch have no rows. */
  @Override
  public List<SourceFile> files() {
    return List.copyOf(files);
  }

  @Override
  public TokenFormat format() {
    return format;
  }

  @Override
  public boolean labelled() {
    return false;
  }

  @Override
  public TextPreprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public RowReader open(SourceFile file) throws IOException {
    Tokenizer tokenizer = preprocessing.tokenizer();
    var tokens = new TextTokens(dataFiles, texts, tokenizer, files.indexOf(file));
    return new WindowReader(tokens, file, windows, format);
  }
}
