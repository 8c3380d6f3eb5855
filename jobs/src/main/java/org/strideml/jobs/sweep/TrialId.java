package org.strideml.jobs.sweep;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.strideml.jobs.config.SweepConfig.Trial;

/** What makes a trial the same one: every setting that decides numbers, the code and the data. */
final class TrialId {
  private static final int DIGITS = 16;
  private static final int IN_NAME = 8;
  private static final int LONGEST_NAME = 80;

  private TrialId() {}

  static String of(String configHash, String code, String dataHash) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  String.join("\n", configHash, code, dataHash).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one does not", e);
    }
  }

  /** A folder's name: the point, for people, and of the id so much that it is unique. */
  static String folder(Trial trial, String id) {
    Map<String, String> names = ShortNames.of(trial.point().keySet());
    StringBuilder name = new StringBuilder();
    trial
        .point()
        .forEach(
            (key, value) ->
                name.append(names.get(key))
                    .append('-')
                    .append(value.replaceAll("[^\\w.]+", "-"))
                    .append('_'));
    name.append("seed-").append(trial.seed());
    if (name.length() > LONGEST_NAME) {
      name.setLength(LONGEST_NAME);
    }
    return name + "_" + id.substring(0, IN_NAME);
  }
}
