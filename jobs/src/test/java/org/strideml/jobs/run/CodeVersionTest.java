package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class CodeVersionTest {
  private static String version(String commit, String dirty) {
    Properties properties = new Properties();
    properties.setProperty("git.commit.id.abbrev", commit);
    properties.setProperty("git.dirty", dirty);
    properties.setProperty("git.build.time", "2026-01-02T12:00:00Z");
    properties.setProperty("git.build.version", "0.1.0");
    return CodeVersion.of(properties);
  }

  @Test
  void isTheCommitAndWithUncommittedChangesAlsoTheBuild() {
    assertThat(version("0123456789ab", "false")).isEqualTo("0123456789ab");
    assertThat(version("0123456789ab", "true")).isEqualTo("0123456789ab+2026-01-02T12:00:00Z");
    assertThat(version("", "")).isEqualTo("0.1.0+2026-01-02T12:00:00Z");
  }

  /** The build has noted it. */
  @Test
  void thisProgramHasOne() {
    assertThat(CodeVersion.read()).matches("[0-9a-f]{12}(\\+.+)?|\\d.*\\+.+");
  }
}
