import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Measures again what {@code docs/claims.md} states, in the current directory: runs commands, reads
 * figures, compares. Started by {@code scripts/claims} as one source file; needs Jackson.
 */
public final class Claims {
  private static final Path LEDGER = Path.of("docs", "claims.md");
  private static final Path RESULTS = Path.of("runs", "claims");

  private Claims() {}

  public static void main(String[] arguments) throws Exception {
    try {
      System.exit(run(List.of(arguments)));
    } catch (LedgerException e) {
      System.err.println("claims: " + e.getMessage());
      System.exit(2);
    }
  }

  private static int run(List<String> arguments) throws IOException, InterruptedException {
    Ledger ledger = Ledger.parse(Files.readAllLines(LEDGER));
    List<String> names = arguments.stream().filter(a -> !a.startsWith("-")).toList();
    List<String> options = arguments.stream().filter(a -> a.startsWith("-")).toList();
    List<Claim> chosen = ledger.named(names);
    if (options.equals(List.of("--list"))) {
      chosen.forEach(c -> System.out.printf("%-28s %s%n", c.name(), c.sentence()));
      return 0;
    }
    if (!options.isEmpty()) {
      throw new LedgerException("usage: scripts/claims [--list] [NAME ...], got " + options);
    }
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    Map<String, List<Claim>> byCommand =
        chosen.stream()
            .collect(
                Collectors.groupingBy(Claim::command, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<Claim>> entry : byCommand.entrySet()) {
      String command = entry.getKey();
      System.out.println("running " + command + " ...");
      ledger.claims().stream().filter(c -> c.command().equals(command)).forEach(Claims::forget);
      Outcome outcome = Outcome.of(RESULTS, command, ledger.scripts().get(command));
      for (Claim claim : entry.getValue()) {
        counts.merge(judge(claim, outcome), 1, Integer::sum);
      }
    }
    System.out.println(
        counts.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey().words)
            .collect(Collectors.joining(", ")));
    return counts.containsKey(Verdict.FAIL) ? 1 : 0;
  }

  /** Deletes what earlier measurements left, so that no old figure can be read. */
  private static void forget(Claim claim) {
    for (Path file : claim.figure().files()) {
      Path top = RESULTS.resolve(file.getName(0));
      try (Stream<Path> tree = Files.exists(top) ? Files.walk(top) : Stream.empty()) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new LedgerException("cannot delete what an earlier run left in " + top + ": " + e);
      }
    }
  }

  private static Verdict judge(Claim claim, Outcome outcome) {
    Verdict verdict = outcome.verdict();
    String detail = outcome.reason();
    if (verdict == Verdict.PASS) {
      try {
        double value = claim.figure().read(RESULTS);
        verdict = claim.bound().holds(value) ? Verdict.PASS : Verdict.FAIL;
        detail = String.format(Locale.ROOT, "%.4g %s", value, claim.bound());
      } catch (IOException | LedgerException e) {
        verdict = Verdict.FAIL;
        detail = e.getMessage();
      }
    }
    System.out.printf("%-5s %-28s %s%n", verdict.word, claim.name(), detail);
    return verdict;
  }
}

/** What came of a claim. */
enum Verdict {
  PASS("pass", "passed"),
  FAIL("fail", "failed"),
  SKIP("skip", "skipped");

  final String word;
  final String words;

  Verdict(String word, String words) {
    this.word = word;
    this.words = words;
  }
}

/** What is wrong with the ledger, the arguments or a result; the message is for people. */
final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }
}

/** How a command ended: PASS when it did what it should, and else why not. */
record Outcome(Verdict verdict, String reason) {
  /** No such device, as {@code scripts/stride} says it; and what scripts say who lack something. */
  private static final List<Integer> SKIPS = List.of(30, 77);

  private static final int REASON_LENGTH = 200;

  /** Runs a script; what it prints goes to {@code NAME.log} among the results. */
  static Outcome of(Path results, String name, String script)
      throws IOException, InterruptedException {
    Files.createDirectories(results);
    Path log = results.resolve(name + ".log");
    Process process =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    int code = process.waitFor();
    if (code == 0) {
      return new Outcome(Verdict.PASS, "");
    }
    String last =
        Files.readString(log).lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("");
    String line = last.length() > REASON_LENGTH ? last.substring(0, REASON_LENGTH) + "…" : last;
    return SKIPS.contains(code)
        ? new Outcome(Verdict.SKIP, line)
        : new Outcome(Verdict.FAIL, "exit code " + code + ": " + line + " (" + log + ")");
  }
}

/** One row. */
record Claim(String name, String sentence, String command, Figure figure, Bound bound) {}

/** The table of claims and the scripts by name. */
record Ledger(List<Claim> claims, Map<String, String> scripts) {
  private static final List<String> HEADER = List.of("name", "claim", "command", "figure", "bound");
  private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(#([^)]+)\\)");

  static Ledger parse(List<String> lines) {
    Map<String, String> scripts = scripts(lines);
    List<Claim> claims = new ArrayList<>();
    boolean inTable = false;
    for (int i = 0; i < lines.size(); i++) {
      List<String> cells = cells(lines.get(i));
      if (cells.equals(HEADER)) {
        inTable = true;
        i++; // the rule
      } else if (cells.isEmpty()) {
        inTable = false;
      } else if (inTable) {
        try {
          claims.add(claim(cells, scripts));
        } catch (LedgerException e) {
          throw new LedgerException("docs/claims.md, line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (claims.isEmpty()) {
      throw new LedgerException("docs/claims.md has no table with the columns " + HEADER);
    }
    List<String> names = claims.stream().map(Claim::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new LedgerException("docs/claims.md has a name twice: " + names);
    }
    return new Ledger(claims, scripts);
  }

  /** The fenced block under each heading. */
  private static Map<String, String> scripts(List<String> lines) {
    Map<String, String> scripts = new LinkedHashMap<>();
    String heading = "";
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("## ")) {
        heading = lines.get(i).substring(3).strip();
      } else if (lines.get(i).equals("```bash")) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals("```")) {
          end++;
        }
        scripts.put(heading, String.join("\n", lines.subList(i + 1, end)));
        i = end;
      }
    }
    return scripts;
  }

  private static List<String> cells(String line) {
    if (!line.startsWith("|")) {
      return List.of();
    }
    String inner = line.strip().replaceAll("^\\||\\|$", "");
    return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
  }

  private static Claim claim(List<String> cells, Map<String, String> scripts) {
    if (cells.size() != HEADER.size()) {
      throw new LedgerException("expected the cells " + HEADER + ", got " + cells);
    }
    String name = cells.get(0);
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new LedgerException("a name has small letters, digits and dashes, got " + name);
    }
    if (!cells.get(1).matches(".*[0-9].*")) {
      throw new LedgerException("the claim " + name + " states no figure: " + cells.get(1));
    }
    Matcher link = LINK.matcher(cells.get(2));
    if (!link.matches()
        || !link.group(1).equals(link.group(2))
        || !scripts.containsKey(link.group(1))) {
      throw new LedgerException(
          "the command of "
              + name
              + " must be [SCRIPT](#SCRIPT) with SCRIPT one of "
              + scripts.keySet()
              + ", got "
              + cells.get(2));
    }
    Figure figure = Figure.parse(cells.get(3).replace("`", ""));
    return new Claim(name, cells.get(1), link.group(1), figure, Bound.parse(cells.get(4)));
  }

  /** Those whose name, or its first words, are among {@code names}; all when that is empty. */
  List<Claim> named(List<String> names) {
    for (String name : names) {
      if (claims.stream().noneMatch(claim -> isNamed(claim, name))) {
        throw new LedgerException(
            "no claim is named "
                + name
                + "; there are "
                + claims.stream().map(Claim::name).collect(Collectors.joining(", ")));
      }
    }
    return claims.stream()
        .filter(claim -> names.isEmpty() || names.stream().anyMatch(name -> isNamed(claim, name)))
        .toList();
  }

  private static boolean isNamed(Claim claim, String name) {
    return claim.name().equals(name) || claim.name().startsWith(name + "-");
  }
}

/** The limit a figure keeps. */
record Bound(boolean upper, double limit) {
  private static final Pattern FORM = Pattern.compile("(<=|>=) ([0-9.]+)");

  static Bound parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new LedgerException("a bound is <= NUMBER or >= NUMBER, got " + text);
    }
    return new Bound(matcher.group(1).equals("<="), Double.parseDouble(matcher.group(2)));
  }

  boolean holds(double value) {
    return upper ? value <= limit : value >= limit;
  }

  @Override
  public String toString() {
    return (upper ? "<= " : ">= ") + limit;
  }
}

/**
 * Where a figure is read. Operators stand between blanks, since names of files may hold them:
 *
 * <pre>
 * sum     = product { (+ | -) product }
 * product = value { (* | /) value }
 * value   = NUMBER | FILE#KEY | (mean | min | max | abs) ( sum ) | ( sum )
 * </pre>
 *
 * FILE#KEY is as many numbers as its braces have alternatives; operators work one by one.
 */
record Figure(String text, List<Path> files) {
  private static final Pattern TOKEN = Pattern.compile("[()]|[^\\s()]+");

  /** Checks the syntax and finds the files. */
  static Figure parse(String text) {
    TreeSet<Path> files = new TreeSet<>();
    try {
      new Evaluation(
              text,
              (file, key) -> {
                files.add(file);
                return 1;
              })
          .all();
    } catch (IOException e) {
      throw new IllegalStateException("nothing is read while parsing", e);
    }
    if (files.isEmpty()) {
      throw new LedgerException("a figure must be read from a file, got " + text);
    }
    return new Figure(text, List.copyOf(files));
  }

  double read(Path folder) throws IOException {
    return new Evaluation(text, (file, key) -> value(folder.resolve(file), key)).all();
  }

  private static double value(Path file, String key) throws IOException {
    if (!Files.exists(file)) {
      throw new LedgerException("the command did not write " + file);
    }
    JsonNode node = new ObjectMapper().readTree(file.toFile());
    if (node.isArray()) {
      int dot = key.lastIndexOf('.');
      JsonNode found = node.path(-1);
      for (JsonNode element : node) {
        if (dot > 0 && element.path("name").asText().equals(key.substring(0, dot))) {
          found = element.path(key.substring(dot + 1));
        }
      }
      node = found;
    } else if (node.has("settings") && key.indexOf('.') > 0) {
      node = ofSweep(node, key);
    } else {
      node = node.path(key);
    }
    if (!node.isNumber()) {
      throw new LedgerException(file + " has no number " + key);
    }
    return node.asDouble();
  }

  /**
   * A number of what came of an expectation, {@code d1.low}, or else the mean of a figure of the
   * setting that has these values, {@code 4,64.evalLoss}.
   */
  private static JsonNode ofSweep(JsonNode sweep, String key) {
    int dot = key.lastIndexOf('.');
    String name = key.substring(0, dot);
    String number = key.substring(dot + 1);
    for (JsonNode outcome : sweep.path("outcomes")) {
      if (outcome.path("name").asText().equals(name)) {
        return outcome.path(number);
      }
    }
    for (JsonNode setting : sweep.path("settings")) {
      List<String> values = new ArrayList<>();
      setting.path("point").forEach(value -> values.add(value.asText()));
      if (String.join(",", values).equals(name)) {
        return setting.path("figures").path(number).path("mean");
      }
    }
    return sweep.path(-1);
  }

  /** Where a number comes from. */
  interface Source {
    double value(Path file, String key) throws IOException;
  }

  /** One walk over the text. */
  private static final class Evaluation {
    private final String text;
    private final Source source;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    Evaluation(String text, Source source) {
      this.text = text;
      this.source = source;
      Matcher matcher = TOKEN.matcher(text);
      while (matcher.find()) {
        tokens.add(matcher.group());
      }
    }

    double all() throws IOException {
      double[] values = sum();
      if (next < tokens.size() || values.length != 1) {
        throw new LedgerException(
            next < tokens.size()
                ? "did not expect \"" + peek() + "\" in " + text
                : "a figure is one number, use mean, min or max: " + text);
      }
      return values[0];
    }

    private String peek() {
      return next < tokens.size() ? tokens.get(next) : "";
    }

    private boolean takes(String token) {
      boolean found = peek().equals(token);
      next += found ? 1 : 0;
      return found;
    }

    private double[] sum() throws IOException {
      double[] values = product();
      while (true) {
        if (takes("+")) {
          values = each(values, product(), (a, b) -> a + b);
        } else if (takes("-")) {
          values = each(values, product(), (a, b) -> a - b);
        } else {
          return values;
        }
      }
    }

    private double[] product() throws IOException {
      double[] values = value();
      while (true) {
        if (takes("*")) {
          values = each(values, value(), (a, b) -> a * b);
        } else if (takes("/")) {
          values = each(values, value(), (a, b) -> a / b);
        } else {
          return values;
        }
      }
    }

    private double[] value() throws IOException {
      String token = peek();
      next++;
      if (token.equals("(")) {
        return closed(sum());
      } else if (token.contains("#")) {
        return numbers(token);
      } else if (token.matches("[0-9.]+")) {
        return new double[] {Double.parseDouble(token)};
      }
      if (!List.of("mean", "min", "max", "abs").contains(token) || !takes("(")) {
        throw new LedgerException(
            "expected NUMBER, FILE#KEY or mean, min, max, abs with (, got \""
                + token
                + "\" in "
                + text);
      }
      DoubleStream values = Arrays.stream(closed(sum()));
      return switch (token) {
        case "mean" -> values.average().stream().toArray();
        case "min" -> values.min().stream().toArray();
        case "max" -> values.max().stream().toArray();
        default -> values.map(Math::abs).toArray();
      };
    }

    private double[] closed(double[] values) {
      if (!takes(")")) {
        throw new LedgerException("a parenthesis stays open in " + text);
      }
      return values;
    }

    private double[] numbers(String token) throws IOException {
      int hash = token.lastIndexOf('#');
      List<String> names = alternatives(token.substring(0, hash));
      double[] values = new double[names.size()];
      for (int i = 0; i < values.length; i++) {
        Path file = Path.of(names.get(i));
        if (file.isAbsolute() || !file.equals(file.normalize()) || file.startsWith("..")) {
          throw new LedgerException("a file is relative to runs/claims and in it, got " + file);
        }
        values[i] = source.value(file, token.substring(hash + 1));
      }
      return values;
    }

    private static List<String> alternatives(String name) {
      int open = name.indexOf('{');
      int close = name.indexOf('}');
      if (open < 0 || close < open) {
        return List.of(name);
      }
      return Arrays.stream(name.substring(open + 1, close).split(","))
          .map(part -> name.substring(0, open) + part + name.substring(close + 1))
          .toList();
    }

    private double[] each(double[] a, double[] b, DoubleBinaryOperator operator) {
      if (a.length != b.length && a.length != 1 && b.length != 1) {
        throw new LedgerException(
            "cannot pair " + a.length + " numbers with " + b.length + " in " + text);
      }
      double[] result = new double[Math.max(a.length, b.length)];
      for (int i = 0; i < result.length; i++) {
        result[i] = operator.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
      }
      return result;
    }
  }
}
