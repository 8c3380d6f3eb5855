package org.strideml.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.strideml.jobs.terminal.TextTable;
import org.strideml.kernels.Backend;
import org.strideml.kernels.Backends;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.examination.Examination;
import org.strideml.kernels.examination.Mark;
import org.strideml.kernels.examination.Mark.Outcome;
import org.strideml.kernels.opencl.OpenClDevice;
import org.strideml.kernels.opencl.OpenClDevices;
import org.strideml.trainer.round.QuantizerExamination;

/** Every operation on every device of this machine, held against the reference. */
public final class OperationCheck {
  private final List<Examined> devices = new ArrayList<>();

  /**
   * What came of a device.
   *
   * @param name {@code cpu} or {@code opencl:N}
   * @param marks one for each operation; none when the device could not be used
   * @param quantizers how it quantizes messages; empty when the codecs do it
   * @param problem why not; else empty
   */
  private record Examined(
      String name,
      List<Mark> marks,
      Optional<QuantizerExamination.Result> quantizers,
      String problem) {
    List<Mark> with(Outcome outcome) {
      return marks.stream().filter(mark -> mark.outcome() == outcome).toList();
    }
  }

  private OperationCheck() {}

  /** Examines the cpu backend and every OpenCL device. */
  public static OperationCheck run() {
    OperationCheck check = new OperationCheck();
    check.examine("cpu", "cpu", "auto");
    for (OpenClDevice device : OpenClDevices.list().devices()) {
      check.examine(device.address(), "opencl", device.address());
    }
    return check;
  }

  private void examine(String name, String type, String device) {
    try (Backend backend = Backends.open(type, device).backend()) {
      List<Mark> marks = Examination.of(backend);
      devices.add(new Examined(name, marks, quantizers(type, device), ""));
    } catch (NoDeviceException | DeviceFailedException | DeviceStateLostException e) {
      devices.add(new Examined(name, List.of(), Optional.empty(), e.getMessage()));
    }
  }

  /** On a backend of its own: room for messages has to be made before the first operation. */
  private static Optional<QuantizerExamination.Result> quantizers(String type, String device) {
    try (Backend backend = Backends.open(type, device).backend()) {
      return QuantizerExamination.of(backend);
    }
  }

  /** One for each device. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Examined device : devices) {
      findings.add(finding(device));
      device.quantizers().ifPresent(result -> findings.add(quantizers(device.name(), result)));
    }
    return findings;
  }

  private static Finding quantizers(String device, QuantizerExamination.Result result) {
    String what = device + " quantizers";
    String found =
        String.format(
            Locale.ROOT,
            "%d of %d messages are those of the codecs; %d values at 8 bits take %.1f ms",
            result.messages() - result.wrong().size(),
            result.messages(),
            result.values(),
            result.nanos() * 1e-6);
    return result.wrong().isEmpty()
        ? Finding.ok(what, found)
        : Finding.broken(
            what, found, "do not train on it; wrong are " + String.join(", ", result.wrong()));
  }

  private static Finding finding(Examined device) {
    String what = device.name() + " operations";
    if (device.marks().isEmpty()) {
      return Finding.warn(what, "cannot be used", device.problem());
    }
    List<Mark> wrong = device.with(Outcome.WRONG);
    int right = device.with(Outcome.RIGHT).size();
    String found = right + " of " + device.marks().size() + " agree with the reference";
    if (!wrong.isEmpty()) {
      return Finding.broken(
          what,
          found,
          "do not train on it; wrong are "
              + wrong.stream()
                  .map(mark -> mark.operation() + " (" + mark.problem() + ")")
                  .collect(Collectors.joining(", ")));
    }
    Set<String> absent =
        device.with(Outcome.ABSENT).stream()
            .map(mark -> mark.group().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    return absent.isEmpty()
        ? Finding.ok(what, found)
        : Finding.warn(
            what, found, "models that need these are refused there: " + String.join(", ", absent));
  }

  /**
   * Operations by devices, with the time of one call on a few thousand elements, launch and wait
   * included.
   *
   * @param loud how a wrong result is made to stand out
   */
  public TextTable table(Function<String, String> loud) {
    List<Examined> usable = devices.stream().filter(one -> !one.marks().isEmpty()).toList();
    List<String> header = new ArrayList<>(List.of("operation"));
    usable.forEach(one -> header.add(one.name()));
    TextTable table = new TextTable(header.toArray(String[]::new));
    for (int i = 0; i < usable.get(0).marks().size(); i++) {
      List<String> row = new ArrayList<>(List.of(usable.get(0).marks().get(i).operation()));
      for (Examined one : usable) {
        row.add(cell(one.marks().get(i), loud));
      }
      table.row(row);
    }
    return table;
  }

  private static String cell(Mark mark, Function<String, String> loud) {
    return switch (mark.outcome()) {
      case RIGHT -> String.format(Locale.ROOT, "%.1f us", mark.nanos() * 1e-3);
      case WRONG -> loud.apply("wrong");
      case ABSENT -> "-";
    };
  }
}
