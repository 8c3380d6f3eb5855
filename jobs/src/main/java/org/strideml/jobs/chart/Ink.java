package org.strideml.jobs.chart;

import java.util.Locale;

/**
 * A colour by what it is for, with its values on white and on dark paper. Neighbours differ in
 * lightness as well as in hue, so that they can be told apart without colour vision and in print.
 */
public enum Ink {
  TEXT("#1b2430", "#e6e9ee"),
  MUTED("#5b6675", "#9aa5b3"),
  GRID("#e3e7ec", "#2b333e"),
  PAPER("#ffffff", "#12171e"),
  BAND("#f0e3c4", "#3a3320"),
  BLUE("#1769c4", "#64aefc"),
  ORANGE("#c4500a", "#ff9a52"),
  GREEN("#0f7f5b", "#43cd9b"),
  PURPLE("#7e3fa0", "#cf9cf0"),
  GREY("#8a94a3", "#76818f"),

  /** From little to much, for ordered values; text on them is {@link #on}. */
  RAMP_0("#edf4fb", "#16273a"),
  RAMP_1("#d0e2f5", "#193651"),
  RAMP_2("#a9cbec", "#1d4a70"),
  RAMP_3("#7aaee0", "#246294"),
  RAMP_4("#4a8ed0", "#3a82bd"),
  RAMP_5("#2470b9", "#61a5dd"),
  RAMP_6("#125293", "#93c5f0"),
  RAMP_7("#0a3566", "#c8e2fa"),
  ON_LOW("#1b2430", "#e6e9ee"),
  ON_HIGH("#ffffff", "#0c1117");

  /** The first two parts of every colour handed to the plotting library; the third is the role. */
  private static final int MARK_RED = 1;

  private static final int MARK_GREEN = 2;
  private static final int RAMP = 8;
  private static final int FIRST_DARK = 4;

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /** One of the ramp, for a share from 0 to 1. */
  public static Ink ramp(double share) {
    int step = (int) Math.round(Math.max(0, Math.min(1, share)) * (RAMP - 1));
    return values()[RAMP_0.ordinal() + step];
  }

  /** The colour of text on this one. */
  public Ink on() {
    int step = ordinal() - RAMP_0.ordinal();
    return step >= FIRST_DARK && step < RAMP ? ON_HIGH : ON_LOW;
  }

  /** Distinct colours for up to four series; more are grey. */
  public static Ink series(int index) {
    return switch (index) {
      case 0 -> BLUE;
      case 1 -> ORANGE;
      case 2 -> GREEN;
      case 3 -> PURPLE;
      default -> GREY;
    };
  }

  /** Name in style sheets. */
  String css() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String light() {
    return light;
  }

  /** What stands for this role in what the plotting library draws. */
  String mark() {
    return String.format(Locale.ROOT, "#%02x%02x%02x", MARK_RED, MARK_GREEN, ordinal());
  }

  /**
   * Style sheet with the values of all roles and the classes that charts use.
   *
   * @param scope selector that the rules are for, such as {@code .chart}
   */
  public static String style(String scope) {
    StringBuilder lights = new StringBuilder();
    StringBuilder darks = new StringBuilder();
    StringBuilder classes = new StringBuilder();
    for (Ink ink : values()) {
      lights.append("--").append(ink.css()).append(':').append(ink.light).append(';');
      darks.append("--").append(ink.css()).append(':').append(ink.dark).append(';');
      for (String property : new String[] {"fill", "stroke"}) {
        classes.append(
            "%s .%s-%s{%s:var(--%s)}\n"
                .formatted(scope, property.charAt(0), ink.css(), property, ink.css()));
      }
    }
    return ":root{color-scheme:light dark;"
        + lights
        + "}\n@media screen and (prefers-color-scheme:dark){:root{"
        + darks
        + "}}\n"
        + classes;
  }
}
