package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeVersionTest {
  @TempDir Path folder;

  private Path jar(String name, long time, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      ZipEntry entry = new ZipEntry("org/strideml/A.class");
      entry.setTime(time);
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return jar;
  }

  @Test
  void isThatOfTheContentAndOfNothingElse() throws IOException {
    String first = CodeVersion.digest(jar("a.jar", 1_000_000_000_000L, "one"));
    assertThat(CodeVersion.digest(jar("b.jar", 1_600_000_000_000L, "one"))).isEqualTo(first);
    assertThat(CodeVersion.digest(jar("c.jar", 1_000_000_000_000L, "two"))).isNotEqualTo(first);
    Path classes = Files.createDirectories(folder.resolve("classes/org/strideml"));
    Files.writeString(classes.resolve("A.class"), "one");
    assertThat(CodeVersion.digest(folder.resolve("classes"))).isEqualTo(first);
  }

  @Test
  void thisProgramHasOne() {
    assertThat(CodeVersion.read()).matches(".+\\+[0-9a-f]{12}").isEqualTo(CodeVersion.read());
  }
}
