package org.strideml.trainer.data;

import java.util.List;

/**
 * Which text, and how it is cut.
 *
 * @param paths files or folders of UTF-8 text, plain or gzip
 * @param context tokens a model sees at once
 * @param holdout share of the tokens, at the end of the whole text, that is kept for evaluation; in
 *     [0, 1)
 */
public record TextSettings(List<String> paths, int context, double holdout) {
  public TextSettings {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("expected at least one path, got none (data.path)");
    }
    if (context < 1 || context > 1 << 24) {
      throw new IllegalArgumentException(
          "context must be in [1, 2^24], got " + context + " (model.context)");
    }
    if (!(holdout >= 0 && holdout < 1)) {
      throw new IllegalArgumentException(
          "holdout must be in [0, 1), got " + holdout + " (data.holdout)");
    }
  }
}
