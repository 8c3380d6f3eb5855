package org.strideml.jobs.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.jobs.config.StrideConfig.Table;
import org.strideml.trainer.data.table.TableSettings;
import org.strideml.trainer.data.table.TableSettings.BadRows;
import org.strideml.trainer.data.table.TableSettings.ClassWeight;
import org.strideml.trainer.data.table.TableSettings.Columns;
import org.strideml.trainer.data.table.TableSettings.Encoding;
import org.strideml.trainer.data.table.TableSettings.Impute;
import org.strideml.trainer.data.table.TableSettings.Reader;
import org.strideml.trainer.data.table.TableSettings.Scaling;
import org.strideml.trainer.data.table.TableSettings.Split;
import org.strideml.trainer.data.table.TableSettings.SplitType;
import org.strideml.trainer.data.table.TableSettings.TargetKind;
import org.strideml.trainer.data.table.TableSettings.TextEncoding;
import org.strideml.trainer.data.table.TableSettings.Weighting;

/** Reads how a table is read and learned from. */
final class TableReader {
  private static final int MOST_WORDS = 1 << 16;

  private enum CategoryEncoding {
    ONEHOT,
    EMBEDDING
  }

  private final Settings settings;
  private final Format format;

  TableReader(Settings settings, Format format) {
    this.settings = settings;
    this.format = format;
  }

  /** What {@code data.format = table} reads: a name, or a path, which a source may not need. */
  String place() {
    String table = settings.text("data.table");
    boolean source = !settings.text("data.reader.format").isEmpty();
    settings.require(
        source == table.isEmpty(),
        source
            ? "data.table and data.reader.format are both given; set one of them to \"\""
            : "nothing says which table to read; set data.table or data.reader.format",
        "data.table",
        "data.reader.format");
    return source ? settings.text("data.path") : table;
  }

  Table table(String place) {
    TaskName task = settings.choice("model.task", TaskName.class);
    return new Table(
        new TableSettings(
            new Reader(source(), options(), place),
            Set.copyOf(settings.texts("data.missing")),
            settings.choice("data.onBadRow", BadRows.class),
            split(),
            columns(),
            encoding(task),
            weighting(),
            settings.text("data.partition.type").equals("column")
                ? filled("data.partition.column")
                : ""),
        task);
  }

  private String source() {
    return format == Format.TABLE ? settings.text("data.reader.format") : Settings.nameOf(format);
  }

  private Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    if (format == Format.CSV) {
      String trim = Boolean.toString(settings.flag("data.csv.trim"));
      String quote = settings.text("data.csv.quote");
      settings.require(
          quote.length() <= 1, "data.csv.quote must be one character or none", "data.csv.quote");
      options.put("header", Boolean.toString(settings.flag("data.csv.header")));
      options.put("sep", filled("data.csv.separator"));
      options.put("quote", quote);
      options.put("escape", quote);
      options.put("ignoreLeadingWhiteSpace", trim);
      options.put("ignoreTrailingWhiteSpace", trim);
    }
    options.putAll(settings.map("data.reader.options"));
    return options;
  }

  private Split split() {
    SplitType type = settings.choice("data.split.type", SplitType.class);
    return new Split(
        type,
        type == SplitType.FILE ? filled("data.evaluationPath") : "",
        type == SplitType.FRACTION ? settings.share("data.split.fraction") : 0,
        type == SplitType.COLUMN ? filled("data.split.column") : "",
        type == SplitType.COLUMN ? filled("data.split.value") : "");
  }

  private String filled(String key) {
    String text = settings.text(key);
    settings.require(!text.isEmpty(), key + " is empty; set it", key);
    return text;
  }

  private Columns columns() {
    Columns columns =
        new Columns(
            settings.texts("data.label"),
            settings.texts("data.numeric"),
            settings.texts("data.categorical"),
            settings.texts("data.text"),
            settings.texts("data.ignore"));
    settings.require(
        !columns.label().isEmpty(),
        "data.label names the column to predict and is empty; set it",
        "data.label");
    List<String> all = new ArrayList<>();
    for (List<String> some :
        List.of(
            columns.label(),
            columns.numeric(),
            columns.categorical(),
            columns.text(),
            columns.ignore())) {
      all.addAll(some);
    }
    Set<String> once = new HashSet<>();
    List<String> twice = all.stream().filter(column -> !once.add(column)).distinct().toList();
    settings.require(
        twice.isEmpty(),
        "columns %s are in more than one of data.label, numeric, categorical, text and ignore"
            .formatted(twice),
        "data.label");
    return columns;
  }

  private Encoding encoding(TaskName task) {
    return new Encoding(
        switch (task) {
          case AUTO -> TargetKind.AUTO;
          case REGRESSION -> TargetKind.NUMBERS;
          case BINARY, MULTICLASS -> TargetKind.CLASSES;
          case MULTILABEL -> TargetKind.LABELS;
        },
        settings.choice("data.scaling", Scaling.class),
        settings.flag("data.scaleTarget"),
        settings.choice("data.impute", Impute.class),
        settings.flag("data.indicator"),
        settings.choice("data.encode", CategoryEncoding.class) == CategoryEncoding.EMBEDDING,
        settings.integer("data.minCount", 1),
        settings.integer("data.maxCategories", 1),
        settings.choice("data.textEncoding", TextEncoding.class),
        settings.integer("data.textSize", 1, MOST_WORDS));
  }

  private Weighting weighting() {
    ClassWeight classWeight = settings.choice("data.classWeight", ClassWeight.class);
    return new Weighting(
        settings.text("data.weight"),
        classWeight,
        classWeight == ClassWeight.GIVEN ? settings.numbers("data.classWeights") : Map.of());
  }
}
