package org.strideml.trainer.data.table;

import java.util.function.Consumer;

/** Cuts prose into words: runs of letters and digits, in lower case. */
public final class Words {
  private Words() {}

  public static void forEach(String text, Consumer<String> words) {
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      // A surrogate is part of some letter beyond the basic plane.
      boolean inside =
          i < text.length()
              && (Character.isLetterOrDigit(text.charAt(i))
                  || Character.isSurrogate(text.charAt(i)));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        words.accept(text.substring(start, i).toLowerCase(java.util.Locale.ROOT));
        start = -1;
      }
    }
  }

  /**
   * The place of a word among {@code size}; {@link String#hashCode} is fixed by Java's definition.
   */
  public static int place(String word, int size) {
    int bits = word.hashCode();
    bits = (bits ^ bits >>> 16) * 0x85ebca6b;
    bits = (bits ^ bits >>> 13) * 0xc2b2ae35;
    return Math.floorMod(bits ^ bits >>> 16, size);
  }
}
