package org.strideml.jobs.run;

import java.io.IOException;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.strideml.jobs.config.ConfigException;
import org.strideml.jobs.config.ModelConfig;
import org.strideml.jobs.config.StrideConfig;
import org.strideml.jobs.config.StrideConfig.Format;
import org.strideml.jobs.config.StrideConfig.Images;
import org.strideml.trainer.TrainingData;
import org.strideml.trainer.data.Augmentation;
import org.strideml.trainer.data.CifarSource;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.IdxSource;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.ImageSource;
import org.strideml.trainer.data.PixelMoments;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Model;

/** A configuration's images. */
final class ImageInput {
  private ImageInput() {}

  static PreparedRows prepare(StrideConfig config, Configuration hadoop) throws IOException {
    DataFiles files = new DataFiles(hadoop);
    String folder = TrainingInput.located(config.data().path(), hadoop);
    ImageSource training =
        config.data().format() == Format.CIFAR
            ? CifarSource.training(files, folder)
            : IdxSource.training(files, folder, OptionalInt.empty());
    ImagePreprocessing learned = normalized(training, config.images());
    ImageSource rows = training.with(learned, config.images().augmentation());
    return new PreparedRows(
        new TrainingData(rows, heldOut(config, files, folder, learned)), learned, TableReport.NONE);
  }

  /** The held-out rows, as a model with this preprocessing wants them. */
  static ImageSource heldOut(
      StrideConfig config, DataFiles files, String folder, ImagePreprocessing like) {
    ImageSource rows =
        config.data().format() == Format.CIFAR
            ? CifarSource.evaluation(files, folder, like)
            : IdxSource.evaluation(files, folder, like);
    return rows.with(like, Augmentation.NONE);
  }

  private static ImagePreprocessing normalized(ImageSource training, Images images)
      throws IOException {
    return switch (images.normalization()) {
      case NONE -> training.preprocessing();
      case CHANNELS -> PixelMoments.learn(training);
      case GIVEN -> {
        int channels = training.preprocessing().channels();
        if (images.mean().size() != channels) {
          throw new ConfigException(
              "data.mean and data.deviation must hold a number for each of the images' %d channels,"
                      .formatted(channels)
                  + " got %s and %s".formatted(images.mean(), images.deviation()));
        }
        yield training.preprocessing().normalized(images.mean(), images.deviation());
      }
    };
  }

  /** The architecture for these images. */
  static Model model(ModelConfig config, ImagePreprocessing images) {
    Head head = Head.multiclass(images.classes());
    try {
      return config.forImages(images.shape(), head);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("the model does not fit the images: " + e.getMessage());
    }
  }
}
