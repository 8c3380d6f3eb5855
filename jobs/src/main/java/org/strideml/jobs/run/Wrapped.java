package org.strideml.jobs.run;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines of at most a width, between words where there are any. */
final class Wrapped {
  private Wrapped() {}

  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\\R", -1)) {
      String rest = paragraph;
      while (rest.length() > width) {
        int space = rest.lastIndexOf(' ', width);
        int end = space > width / 2 ? space : width;
        lines.add(rest.substring(0, end));
        rest = rest.substring(end).stripLeading();
      }
      lines.add(rest);
    }
    return lines;
  }
}
