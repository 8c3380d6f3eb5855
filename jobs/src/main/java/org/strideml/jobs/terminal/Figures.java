package org.strideml.jobs.terminal;

import java.util.Locale;

/** Numbers as people read them: three or four digits and a unit. */
public final class Figures {
  private static final String[] SCALES = {"", "k", "M", "G", "T", "P"};

  private Figures() {}

  /** Powers of 1000: {@code 812}, {@code 12.4k}, {@code 1.27M}. */
  public static String count(double number) {
    double scaled = Math.abs(number);
    int scale = 0;
    while (scaled >= 999.5 && scale < SCALES.length - 1) {
      scaled /= 1000;
      scale++;
    }
    return (number < 0 ? "-" : "") + digits(scaled, scale == 0) + SCALES[scale];
  }

  /** Powers of 1000 of bytes: {@code 812 B}, {@code 3.29 MB}. */
  public static String bytes(double number) {
    String count = count(number);
    char last = count.charAt(count.length() - 1);
    return Character.isDigit(last)
        ? count + " B"
        : count.substring(0, count.length() - 1) + " " + (last == 'k' ? "k" : last) + "B";
  }

  /** {@code 0:07}, {@code 12:40}, {@code 3:02:11}; {@code 0.42 s} below ten seconds. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "-";
    }
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    String minutes = String.format(Locale.ROOT, hours > 0 ? "%02d" : "%d", whole / 60 % 60);
    return (hours > 0 ? hours + ":" : "")
        + minutes
        + String.format(Locale.ROOT, ":%02d", whole % 60);
  }

  /** Four significant digits at most, for losses. */
  public static String loss(double loss) {
    if (!Double.isFinite(loss)) {
      return Double.toString(loss);
    }
    double size = Math.abs(loss);
    int decimals = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 || size == 0 ? 3 : 5;
    return String.format(Locale.ROOT, "%." + decimals + "f", loss);
  }

  /** A share as a percentage: {@code 87.31 %}. */
  public static String percent(double share, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
  }

  private static String digits(double scaled, boolean unscaled) {
    if (unscaled && scaled == Math.rint(scaled)) {
      return Long.toString((long) scaled);
    }
    int decimals = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", scaled);
  }
}
