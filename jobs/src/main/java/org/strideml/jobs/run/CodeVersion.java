package org.strideml.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which program this is, as the build has noted it in the jar. */
public final class CodeVersion {
  private static final String RESOURCE = "/org/strideml/jobs/version.properties";

  private CodeVersion() {}

  /**
   * The commit it was built from. With changes that are in no commit, the time of the build is
   * added, since nothing else tells two such programs apart; without a repository it is the release
   * and that time.
   */
  public static String read() {
    Properties properties = new Properties();
    try (InputStream stream = CodeVersion.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar; build it again");
      }
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " from the jar", e);
    }
    return of(properties);
  }

  static String of(Properties properties) {
    String commit = properties.getProperty("git.commit.id.abbrev", "");
    boolean clean = properties.getProperty("git.dirty", "true").equals("false");
    if (!commit.isEmpty() && clean) {
      return commit;
    }
    String base = commit.isEmpty() ? properties.getProperty("git.build.version", "") : commit;
    return base + "+" + properties.getProperty("git.build.time", "");
  }
}
