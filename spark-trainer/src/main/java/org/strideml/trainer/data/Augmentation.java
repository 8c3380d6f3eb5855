package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * What is done to an image anew at each visit in training, drawn from the visit's key; nothing in
 * evaluation.
 *
 * @param flip whether every second visit sees the mirror image
 * @param crop p: the image is seen through a window of its size that is moved by up to p pixels
 *     along both axes; beyond its border lie pixels of 0
 */
public record Augmentation(boolean flip, int crop) implements Serializable {
  public static final Augmentation NONE = new Augmentation(false, 0);

  public Augmentation {
    if (crop < 0) {
      throw new IllegalArgumentException("crop must be >= 0, got " + crop);
    }
  }
}
