package org.strideml.jobs;

import java.util.ArrayList;
import java.util.List;
import org.strideml.jobs.doctor.Checkup;
import org.strideml.jobs.doctor.Finding;
import org.strideml.jobs.doctor.Finding.State;
import org.strideml.jobs.doctor.OperationCheck;
import org.strideml.jobs.exit.ExitCode;
import org.strideml.jobs.terminal.Terminal;
import org.strideml.jobs.terminal.Terminal.Colour;
import org.strideml.jobs.terminal.TextTable;
import picocli.CommandLine.Command;

@Command(
    name = "doctor",
    description = {
      "Looks at what this machine offers for training.",
      "Java, memory, matrix products, OpenCL devices, Spark, and what to do about what is missing."
          + " Every operation is carried out on the processor and on every OpenCL device and held"
          + " against plain loops. Ends with 1 when training cannot work here, or when a device is"
          + " wrong in an operation."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  scripts/stride doctor"})
final class DoctorCommand extends Verb {
  @Override
  ExitCode run(Terminal terminal) {
    OperationCheck operations = OperationCheck.run();
    List<Finding> findings = new ArrayList<>(Checkup.all());
    findings.addAll(operations.findings());
    TextTable table = new TextTable("", "what", "found");
    findings.forEach(
        one -> table.row(List.of(mark(terminal, one.state()), one.what(), one.found())));
    table.lines().forEach(terminal::line);
    for (Finding one : findings) {
      if (!one.remedy().isEmpty()) {
        terminal.line(mark(terminal, one.state()) + " " + one.what() + ": " + one.remedy());
      }
    }
    terminal.line("");
    terminal.line(
        "every operation on a few thousand elements, its fastest run, launch and wait included:");
    operations.table(text -> terminal.in(Colour.RED, text)).lines().forEach(terminal::line);
    boolean broken = findings.stream().anyMatch(one -> one.state() == State.BROKEN);
    return broken ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static String mark(Terminal terminal, State state) {
    return switch (state) {
      case OK -> terminal.in(Colour.GREEN, "ok");
      case WARN -> terminal.in(Colour.YELLOW, "warn");
      case BROKEN -> terminal.in(Colour.RED, "broken");
    };
  }
}
