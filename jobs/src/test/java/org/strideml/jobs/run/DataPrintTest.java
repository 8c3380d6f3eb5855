package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.jobs.TinyImages;
import org.strideml.jobs.config.ConfigReader;

class DataPrintTest {
  @TempDir Path folder;

  private static Optional<String> print(String... settings) throws IOException {
    List<String> all = new ArrayList<>(List.of("train.steps=1"));
    all.addAll(List.of(settings));
    return DataPrint.of(ConfigReader.read(Optional.empty(), all), new Configuration(false));
  }

  @Test
  void changesWithAnyFileAndWithNothingElse() throws IOException {
    Path images = TinyImages.write(folder.resolve("images"));
    String data = "data.dir=" + images;
    Optional<String> before = print(data);
    assertThat(before).isPresent();
    assertThat(print(data, "optimizer.lr=0.5", "run.seed=2")).isEqualTo(before);
    Path file = images.resolve(TinyImages.TEST_IMAGES);
    FileTime time = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
    assertThat(print(data)).isPresent().isNotEqualTo(before);
    Files.setLastModifiedTime(file, time);
    assertThat(print(data)).isEqualTo(before);
    Files.writeString(images.resolve("more"), "");
    assertThat(print(data)).isNotEqualTo(before);
  }

  @Test
  void seesFilesThatAppear() throws IOException {
    String data = "data.dir=" + folder.resolve("later");
    Optional<String> absent = print(data);
    TinyImages.write(folder.resolve("later"));
    assertThat(print(data)).isNotEqualTo(absent);
  }

  @Test
  void looksAtHeldOutRowsToo() throws IOException {
    Path train = Files.writeString(folder.resolve("train.csv"), "x,y\n1,2\n");
    Path test = Files.writeString(folder.resolve("test.csv"), "x,y\n1,2\n");
    String[] settings = {
      "data.format=csv",
      "data.path=" + train,
      "data.label=y",
      "data.split.type=file",
      "data.evaluationPath=" + test
    };
    Optional<String> before = print(settings);
    Files.writeString(test, "x,y\n1,2\n3,4\n");
    assertThat(print(settings)).isPresent().isNotEqualTo(before);
  }

  @Test
  void tablesOfTheSessionHaveNone() throws IOException {
    assertThat(print("data.format=table", "data.table=t", "data.label=y")).isEmpty();
  }
}
