package org.strideml.jobs.config;

import java.nio.file.Path;
import java.util.Optional;
import org.strideml.jobs.config.StrideConfig.Data;
import org.strideml.jobs.config.StrideConfig.Fetch;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.jobs.config.StrideConfig.Order;
import org.strideml.trainer.data.ColumnSkew;
import org.strideml.trainer.data.DirichletSkew;
import org.strideml.trainer.data.LabelSkew;
import org.strideml.trainer.data.Pacing;
import org.strideml.trainer.data.Skew;

/** Reads what a configuration says of its data. */
final class DataReader {
  private enum PartitionType {
    UNIFORM,
    LABEL,
    DIRICHLET,
    COLUMN
  }

  private enum OrderType {
    SHUFFLED,
    EASY_FIRST,
    HARD_FIRST,
    RANDOM
  }

  private final Settings settings;

  DataReader(Settings settings) {
    this.settings = settings;
  }

  Data data() {
    Format format = settings.choice("data.format", Format.class);
    Fetch fetch = settings.choice("data.fetch", Fetch.class);
    settings.require(
        fetch == Fetch.NONE || brought(fetch) == format,
        "data.fetch = %s brings %s, but data.format is %s"
            .formatted(
                Settings.nameOf(fetch), Settings.nameOf(brought(fetch)), Settings.nameOf(format)),
        "data.fetch",
        "data.format");
    if (format == Format.TABLE) {
      TableReader tables = new TableReader(settings, format);
      String place = tables.place();
      return new Data(
          format,
          place,
          0,
          fetch,
          Optional.of(tables.table(place)),
          Optional.empty(),
          skew(format),
          order());
    }
    String path = path(format);
    double holdout = format == Format.TEXT ? settings.share("data.holdout") : 0;
    return new Data(
        format,
        path,
        holdout,
        fetch,
        format.isTable()
            ? Optional.of(new TableReader(settings, format).table(path))
            : Optional.empty(),
        format == Format.LIBSVM ? Optional.of(LibsvmConfig.read(settings)) : Optional.empty(),
        skew(format),
        order());
  }

  private Optional<Skew> skew(Format format) {
    if (format == Format.TEXT) {
      return Optional.empty();
    }
    return switch (settings.choice("data.partition.type", PartitionType.class)) {
      case UNIFORM -> Optional.empty();
      case LABEL -> Optional.of(new LabelSkew());
      case DIRICHLET -> Optional.of(new DirichletSkew(settings.positive("data.partition.alpha")));
      case COLUMN -> {
        settings.require(
            format.isTable(),
            "data.partition.type = column is for tables, got data.format = "
                + Settings.nameOf(format),
            "data.partition.type",
            "data.format");
        yield Optional.of(new ColumnSkew());
      }
    };
  }

  private Optional<Order> order() {
    OrderType type = settings.choice("data.order.type", OrderType.class);
    if (type == OrderType.SHUFFLED) {
      return Optional.empty();
    }
    String judge = type == OrderType.RANDOM ? "" : settings.text("data.order.model");
    settings.require(
        type == OrderType.RANDOM || !judge.isEmpty(),
        "data.order.model names the run whose model says which rows are easy and is empty; set it",
        "data.order.model",
        "data.order.type");
    double start = settings.decimal("data.order.start", 0, 1);
    settings.require(start > 0, "data.order.start must be above 0, got 0", "data.order.start");
    return Optional.of(
        new Order(
            judge.isEmpty() ? Optional.empty() : Optional.of(Path.of(judge)),
            type == OrderType.HARD_FIRST,
            new Pacing(start > 0 ? start : 1, settings.decimal("data.order.until", 0, 1))));
  }

  private String path(Format format) {
    String key = format.isImages() ? "data.dir" : "data.path";
    String path = settings.text(key);
    settings.require(
        !path.isEmpty(),
        "%s says where the data is and is empty; set it (data.format is %s)"
            .formatted(key, Settings.nameOf(format)),
        key,
        "data.format");
    return path;
  }

  private static Format brought(Fetch fetch) {
    return switch (fetch) {
      case FASHION_MNIST, CLUSTERS -> Format.IDX;
      case CIFAR_10 -> Format.CIFAR;
      case NONE, EUROPARL -> Format.TEXT;
    };
  }
}
