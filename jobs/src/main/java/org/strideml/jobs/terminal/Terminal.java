package org.strideml.jobs.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where text goes and what it may look like there.
 *
 * @param out receives the text
 * @param columns width of a line
 * @param live whether a line can be written over, that is, a person is watching
 * @param colour whether escape sequences for colour are welcome
 */
public record Terminal(PrintStream out, int columns, boolean live, boolean colour) {
  /** Set by {@code scripts/stride} when standard output is a terminal: its width. */
  static final String COLUMNS = "STRIDE_COLUMNS";

  private static final int USUAL_COLUMNS = 80;
  private static final int LEAST_COLUMNS = 40;

  /** Foreground colours. */
  public enum Colour {
    RED(31),
    GREEN(32),
    YELLOW(33),
    BLUE(34),
    CYAN(36),
    GREY(90);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }

  /** This process's standard output. */
  public static Terminal standard() {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    return of(out, System.getenv(), System.console() != null);
  }

  /** Standard error, as a program that collects lines reads it. */
  public static Terminal errors() {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    return new Terminal(out, USUAL_COLUMNS, false, false);
  }

  /** Where nobody reads. */
  public static Terminal silent() {
    return new Terminal(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        USUAL_COLUMNS,
        false,
        false);
  }

  /**
   * @param console whether the Java platform sees a terminal
   */
  static Terminal of(PrintStream out, Map<String, String> environment, boolean console) {
    String columns = environment.getOrDefault(COLUMNS, "");
    boolean watched = columns.matches("[1-9]\\d{0,4}") || console;
    boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    int width = columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
    return new Terminal(
        out, Math.max(LEAST_COLUMNS, width), watched && !dumb, watched && !dumb && !noColour);
  }

  /** The text in a colour, or as it is where there is none. */
  public String in(Colour hue, String text) {
    return colour && !text.isEmpty() ? "\u001b[" + hue.code + "m" + text + "\u001b[0m" : text;
  }

  /** The text in bold, or as it is. */
  public String bold(String text) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  public void line(String text) {
    out.println(text);
  }

  /** Writes over the current line; only where {@link #live}. */
  void overwrite(String text) {
    out.print("\r" + text + "\u001b[K");
    out.flush();
  }

  /** Length on the screen: without escape sequences. */
  static int width(String text) {
    String plain = text.replaceAll("\u001b\\[[0-9;]*m", "");
    return plain.codePointCount(0, plain.length());
  }
}
