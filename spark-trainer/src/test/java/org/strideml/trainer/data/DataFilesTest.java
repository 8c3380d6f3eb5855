package org.strideml.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
  @TempDir Path folder;

  /** Local files under a scheme that only a setting makes known. */
  public static final class Probe extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("probe:///");
    }

    @Override
    public String getScheme() {
      return "probe";
    }
  }

  @Test
  void opensPlainPathsAndUris() throws Exception {
    String path = IdxFiles.write(folder, "a b", new byte[] {1, 2, 3});
    for (String form : new String[] {path, "file:" + path, "file://" + path}) {
      assertThat(read(DataFiles.local(), form)).containsExactly(1, 2, 3);
      assertThat(DataFiles.local().length(form)).isEqualTo(3);
    }
  }

  @Test
  void settingsTravelWithIt() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.probe.impl", Probe.class.getName());
    String path = "probe://" + IdxFiles.write(folder, "a", IdxFiles.gzip(new byte[] {4, 5}));
    // Hadoop keeps file systems it has opened, so the one without the setting comes first.
    assertThatThrownBy(() -> read(DataFiles.local(), path)).hasMessageContaining("probe");
    DataFiles travelled = (DataFiles) RowSourceContract.copy(new DataFiles(configuration));
    assertThat(read(travelled, path)).containsExactly(4, 5);
  }

  @Test
  void defaultsStayAtHome() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(DataFiles.local());
    }
    assertThat(bytes.size()).as("bytes of an empty set of settings").isLessThan(2000);
  }

  @Test
  void listsAFolderSortedWithoutHiddenFiles() throws Exception {
    for (String name : new String[] {"b", "a", "_SUCCESS", ".hidden", "c"}) {
      IdxFiles.write(folder, name, new byte[0]);
    }
    Files.createDirectory(folder.resolve("below"));
    assertThat(DataFiles.local().list(folder.toString()))
        .containsExactly(folder + "/a", folder + "/b", folder + "/c");
    assertThat(DataFiles.local().list(folder + "/b")).containsExactly(folder + "/b");
  }

  @Test
  void namesWhatIsNotThere() {
    assertThatThrownBy(() -> read(DataFiles.local(), folder + "/none"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder + "/none: expected a readable file or folder, got nothing");
    assertThatThrownBy(() -> DataFiles.local().list(""))
        .hasMessageContaining("expected a path, got an empty one");
    assertThatThrownBy(() -> DataFiles.local().length(folder.toString()))
        .hasMessageContaining("expected a file, got a folder");
  }

  private static byte[] read(DataFiles files, String path) throws Exception {
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }
}
