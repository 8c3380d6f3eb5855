package org.strideml.trainer.data;

/** Labelled images of one size. */
public interface ImageSource extends RowSource {
  @Override
  ImagePreprocessing preprocessing();

  @Override
  PixelFormat format();

  @Override
  default boolean labelled() {
    return true;
  }

  /** The same rows with other normalization, moved and mirrored as {@code augmentation} says. */
  ImageSource with(ImagePreprocessing preprocessing, Augmentation augmentation);
}
