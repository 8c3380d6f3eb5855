package org.strideml.jobs.config;

import java.util.List;
import org.strideml.jobs.config.StrideConfig.Images;
import org.strideml.jobs.config.StrideConfig.PixelNormalization;
import org.strideml.trainer.data.Augmentation;

/** Reads how images are normalized and what is done to them anew at each visit. */
final class ImageReader {
  private final Settings settings;

  ImageReader(Settings settings) {
    this.settings = settings;
  }

  Images read() {
    PixelNormalization normalization = settings.choice("data.normalize", PixelNormalization.class);
    boolean given = normalization == PixelNormalization.GIVEN;
    List<Double> mean = given ? settings.decimals("data.mean") : List.of();
    List<Double> deviation = given ? settings.decimals("data.deviation") : List.of();
    settings.require(
        !given || !mean.isEmpty() && mean.size() == deviation.size(),
        "data.mean and data.deviation must hold a number for each channel, got %s and %s"
            .formatted(mean, deviation),
        "data.mean",
        "data.deviation");
    settings.require(
        deviation.stream().allMatch(value -> value > 0),
        "data.deviation must be above 0, got " + deviation,
        "data.deviation");
    Augmentation augmentation =
        new Augmentation(
            settings.flag("data.augment.flip"), settings.integer("data.augment.crop", 0));
    return new Images(normalization, mean, deviation, augmentation);
  }
}
