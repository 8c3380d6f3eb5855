package org.strideml.jobs.config;

import java.util.Locale;
import java.util.function.Predicate;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.kernels.Activation;
import org.strideml.trainer.model.Mlp.Block;

/** Reads the {@code model} section: only what the chosen type needs. */
final class ModelReader {
  private enum Type {
    MLP(format -> format.isImages() || format.isTable()),
    CNN(Format::isImages),
    RESNET(Format::isImages),
    GPT(Format.TEXT::equals),
    LLAMA(Format.TEXT::equals),
    LINEAR(Format.LIBSVM::equals),
    FM(Format.LIBSVM::equals);

    private final Predicate<Format> reads;

    Type(Predicate<Format> reads) {
      this.reads = reads;
    }
  }

  private enum ActivationName {
    RELU,
    TANH,
    GELU
  }

  private enum Norm {
    AUTO,
    NONE,
    LAYER
  }

  private final Settings settings;

  ModelReader(Settings settings) {
    this.settings = settings;
  }

  ModelConfig read(Format format) {
    Type type = settings.choice("model.type", Type.class);
    settings.require(
        type.reads.test(format),
        ("model.type = %s does not fit data.format = %s; mlp reads images and tables, cnn and resnet"
                + " read images, gpt and llama read text, linear and fm read libsvm")
            .formatted(Settings.nameOf(type), Settings.nameOf(format)),
        "model.type",
        "data.format");
    return switch (type) {
      case MLP -> mlp();
      case CNN -> new ImageModelReader(settings).cnn();
      case RESNET -> new ImageModelReader(settings).resNet();
      case GPT -> new DecoderReader(settings).gpt((float) dropout());
      case LLAMA -> new DecoderReader(settings).llama((float) dropout());
      case LINEAR -> new ModelConfig.Sparse(0);
      case FM -> new ModelConfig.Sparse(settings.integer("model.factors", 1));
    };
  }

  private ModelConfig mlp() {
    ActivationName name = settings.choice("model.activation", ActivationName.class);
    return new ModelConfig.Mlp(
        settings.positives("model.hidden"),
        Activation.valueOf(name.name()),
        new Block(
            settings.choice("model.norm", Norm.class) == Norm.LAYER,
            settings.flag("model.residual"),
            (float) dropout()),
        settings.integer("model.embeddingWidth", 1));
  }

  private double dropout() {
    double rate = settings.decimal("model.dropout", 0);
    boolean valid = rate < 1;
    settings.require(
        valid,
        String.format(Locale.ROOT, "model.dropout must be in [0, 1), got %s", rate),
        "model.dropout");
    return valid ? rate : 0;
  }
}
