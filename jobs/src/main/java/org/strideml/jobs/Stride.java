package org.strideml.jobs;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.exit.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The command line. Success returns from {@link #main}; anything else ends the process with one of
 * {@link ExitCode}, after whatever Spark session a verb had started was stopped.
 */
@Command(
    name = "stride",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      PlanCommand.class,
      SweepCommand.class,
      ReportCommand.class,
      DoctorCommand.class,
      DataCommand.class
    },
    description = "Trains models inside Apache Spark by local SGD with quantized messages.",
    synopsisSubcommandLabel = "VERB")
public final class Stride {
  private static final int HELP_COLUMNS = 100;

  @Option(names = "--help", usageHelp = true, description = "Show this.")
  private boolean help;

  private Stride() {}

  /** Runs one verb. */
  public static void main(String[] arguments) {
    PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int code = run(errors, arguments);
    if (code != ExitCode.DONE.code()) {
      System.exit(code);
    }
  }

  /** Verbs and their options. */
  static CommandLine commandLine() {
    return new CommandLine(new Stride()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  static int run(PrintStream errors, String... arguments) {
    CommandLine line = commandLine();
    line.setErr(new PrintWriter(errors, true, StandardCharsets.UTF_8));
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(HELP_COLUMNS);
    line.getCommandSpec().usageMessage().footer(footer());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
    line.setParameterExceptionHandler((failure, words) -> usage(errors, failure));
    line.setExecutionExceptionHandler(
        (failure, command, result) -> failed(errors, failure, result));
    if (arguments.length == 0) {
      line.usage(errors);
      return ExitCode.USAGE.code();
    }
    return line.execute(arguments);
  }

  private static String[] footer() {
    List<String> lines = new ArrayList<>(List.of("", "Exit codes:"));
    for (ExitCode code : ExitCode.values()) {
      lines.add(String.format("  %2d  %s", code.code(), code.meaning()));
    }
    lines.addAll(List.of("", "First run: scripts/stride train conf/quickstart.conf"));
    return lines.toArray(String[]::new);
  }

  private static int usage(PrintStream errors, CommandLine.ParameterException failure) {
    String name = failure.getCommandLine().getCommandName();
    errors.println("stride: " + failure.getMessage());
    errors.println(
        "stride: "
            + (name.equals("stride") ? "--help" : name + " --help")
            + " shows what there is");
    return ExitCode.USAGE.code();
  }

  private static int failed(PrintStream errors, Exception failure, ParseResult result) {
    errors.println("stride: " + Failure.messageOf(failure));
    boolean verbose =
        result.hasSubcommand()
            && result.subcommand().commandSpec().userObject() instanceof Verb verb
            && verb.isVerbose();
    if (verbose) {
      failure.printStackTrace(errors);
    }
    return Failure.codeOf(failure).code();
  }
}
