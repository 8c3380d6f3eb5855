package org.strideml.jobs.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** 70,000 images of clothes in ten classes, from a Debian package that is not installed. */
final class FashionMnist extends DataSet {
  private static final String PACKAGE = "dataset-fashion-mnist";
  private static final String INSIDE = "usr/share/datasets/fashion-mnist";
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte.gz",
          "train-labels-idx1-ubyte.gz",
          "t10k-images-idx3-ubyte.gz",
          "t10k-labels-idx1-ubyte.gz");

  private final Tool apt;
  private final Tool dpkg;

  FashionMnist(Tool apt, Tool dpkg) {
    this.apt = apt;
    this.dpkg = dpkg;
  }

  static FashionMnist ofThisMachine() {
    String debian =
        "it is part of Debian and its kin; elsewhere put the four IDX files of Fashion-MNIST into a"
            + " folder and set data.dir to it";
    return new FashionMnist(Tool.ofPath("apt-get", debian), Tool.ofPath("dpkg-deb", debian));
  }

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public String description() {
    return "70,000 grey images of clothes in 10 classes, from Debian package " + PACKAGE + " (MIT)";
  }

  @Override
  List<String> files() {
    return FILES;
  }

  @Override
  void fetch(Path scratch, Path target) throws IOException {
    apt.run(
        scratch,
        "check the network; when the package is unknown, run apt-get update as root first",
        "-q",
        "download",
        PACKAGE);
    Path unpacked = Files.createDirectory(scratch.resolve("unpacked"));
    dpkg.run(
        scratch,
        "fetch it again",
        "-x",
        downloaded(scratch).toAbsolutePath().toString(),
        unpacked.toAbsolutePath().toString());
    for (String file : FILES) {
      Path from = unpacked.resolve(INSIDE).resolve(file);
      if (!Files.isRegularFile(from)) {
        throw new FetchException(
            "package %s must hold %s/%s and does not; it may have changed its layout"
                .formatted(PACKAGE, INSIDE, file));
      }
      Files.copy(from, target.resolve(file));
    }
  }

  private static Path downloaded(Path scratch) throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new FetchException("apt-get download " + PACKAGE + " left no file"));
    }
  }
}
