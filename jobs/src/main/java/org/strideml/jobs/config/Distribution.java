package org.strideml.jobs.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.strideml.quantization.RandomKey;

/**
 * What a setting of a random sweep is drawn from, written {@code uniform(0, 0.5)}, {@code
 * logUniform(1e-4, 1e-1)}, {@code int(1, 64)} or {@code choice(1, 2, 4)}. Numbers are drawn with
 * six significant digits; the ends of {@code int} are both drawn.
 */
final class Distribution {
  private static final Pattern FORM = Pattern.compile("\\s*(\\w+)\\s*\\((.*)\\)\\s*");
  private static final MathContext DIGITS = new MathContext(6);

  private final Function<Double, String> quantile;

  private Distribution(Function<Double, String> quantile) {
    this.quantile = quantile;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong, to follow the key
   */
  static Distribution parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw wrong(text);
    }
    List<String> arguments = Arrays.stream(form.group(2).split(",")).map(String::strip).toList();
    if (form.group(1).equals("choice")) {
      if (arguments.contains("")) {
        throw new IllegalArgumentException("must give values to choose from, got " + text);
      }
      return new Distribution(u -> arguments.get((int) (u * arguments.size())));
    }
    double[] ends = ends(arguments, text);
    double low = ends[0];
    double high = ends[1];
    return switch (form.group(1)) {
      case "uniform" -> numbers(u -> low + u * (high - low));
      case "logUniform" -> {
        if (low <= 0) {
          throw new IllegalArgumentException("must have ends above 0, got " + text);
        }
        yield numbers(u -> low * Math.pow(high / low, u));
      }
      case "int" -> {
        if (low != Math.rint(low) || high != Math.rint(high)) {
          throw new IllegalArgumentException("must have whole numbers as ends, got " + text);
        }
        yield new Distribution(u -> Long.toString((long) (low + Math.floor(u * (high - low + 1)))));
      }
      default -> throw wrong(text);
    };
  }

  private static Distribution numbers(DoubleUnaryOperator quantile) {
    return new Distribution(
        u ->
            new BigDecimal(quantile.applyAsDouble(u))
                .round(DIGITS)
                .toString()
                .toLowerCase(Locale.ROOT));
  }

  private static double[] ends(List<String> arguments, String text) {
    try {
      double[] ends = arguments.stream().mapToDouble(Double::parseDouble).toArray();
      if (ends.length == 2 && ends[0] < ends[1] && Double.isFinite(ends[1] - ends[0])) {
        return ends;
      }
    } catch (NumberFormatException e) {
      // Said below, together with the other ways to be wrong.
    }
    throw new IllegalArgumentException("must have a lower and a higher end, got " + text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "must be uniform(low, high), logUniform(low, high), int(low, high) or choice(a, b, ...),"
            + " got "
            + text);
  }

  /** The value of one sample: a function of key and index. */
  String draw(RandomKey key, int sample) {
    long bits = ((long) key.bits(2 * sample) << 32) | (key.bits(2 * sample + 1) & 0xffffffffL);
    return quantile.apply((bits >>> 11) * 0x1p-53);
  }
}
