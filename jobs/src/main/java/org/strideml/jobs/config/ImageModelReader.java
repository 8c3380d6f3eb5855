package org.strideml.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.strideml.trainer.model.Cnn;
import org.strideml.trainer.model.Normalization;

/** Reads convolutional and residual networks. */
final class ImageModelReader {
  private static final int MOST = 1 << 16;

  /** Such as {@code conv 32}, {@code conv 64 kernel 5 stride 2 padding 0}. */
  private static final Pattern CONV =
      Pattern.compile(
          "conv (\\d{1,5})(?: kernel (\\d{1,3}))?(?: stride (\\d{1,3}))?(?: padding (\\d{1,3}))?");

  private static final Pattern POOL = Pattern.compile("(max|average)-pool (\\d{1,3})");

  /** What follows a convolution. */
  enum Norm {
    AUTO,
    NONE,
    GROUP,
    BATCH
  }

  private final Settings settings;

  ImageModelReader(Settings settings) {
    this.settings = settings;
  }

  ModelConfig cnn() {
    Normalization norm = norm();
    List<Cnn.Layer> layers = new ArrayList<>();
    for (String text : settings.sequence("model.features")) {
      Optional<Cnn.Layer> layer = layer(text, norm);
      settings.require(
          layer.isPresent(),
          "model.features must be of \"conv CHANNELS [kernel K] [stride S] [padding P]\","
              + " \"max-pool N\" and \"average-pool N\", channels a multiple of model.groups with"
              + " group normalization, got \"%s\"".formatted(text),
          "model.features");
      layer.ifPresent(layers::add);
    }
    return new ModelConfig.Cnn(layers, settings.positives("model.hidden"));
  }

  private static Optional<Cnn.Layer> layer(String text, Normalization norm) {
    Matcher conv = CONV.matcher(text.strip());
    Matcher pool = POOL.matcher(text.strip());
    try {
      if (conv.matches()) {
        int kernel = number(conv.group(2), 3);
        return Optional.of(
            new Cnn.Conv(
                number(conv.group(1), 0),
                kernel,
                number(conv.group(3), 1),
                number(conv.group(4), kernel / 2),
                norm));
      }
      if (pool.matches()) {
        Cnn.PoolType type = pool.group(1).equals("max") ? Cnn.PoolType.MAX : Cnn.PoolType.AVERAGE;
        return Optional.of(new Cnn.Pool(type, number(pool.group(2), 0)));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static int number(String text, int standard) {
    return text == null ? standard : Integer.parseInt(text);
  }

  ModelConfig resNet() {
    Normalization norm = norm();
    int channels = settings.integer("model.channels", 1, MOST);
    settings.require(
        norm.type() != Normalization.Type.NONE,
        "model.type = resnet needs model.norm = group or batch, got none",
        "model.norm",
        "model.type");
    settings.require(
        norm.type() != Normalization.Type.GROUP || channels % norm.groups() == 0,
        "model.groups must divide model.channels, got %d and %d".formatted(norm.groups(), channels),
        "model.groups",
        "model.channels");
    return new ModelConfig.ResNet(settings.integer("model.blocks", 1, MOST), channels, norm);
  }

  private Normalization norm() {
    return switch (settings.choice("model.norm", Norm.class)) {
      case NONE -> Normalization.none();
      case AUTO, GROUP -> Normalization.group(settings.integer("model.groups", 1, MOST));
      case BATCH -> Normalization.batch();
    };
  }
}
