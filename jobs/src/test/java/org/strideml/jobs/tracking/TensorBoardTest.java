package org.strideml.jobs.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.trainer.listen.EvaluationRecord;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.RoundRecord.WorkerRecord;
import org.strideml.trainer.listen.RunStart;
import org.strideml.trainer.metric.Quality;

/**
 * Reads event files back by TensorFlow's schema, written down here once more, and a checksum of its
 * own.
 */
class TensorBoardTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

  @TempDir Path folder;

  static RoundRecord round(long round, double loss) {
    return new RoundRecord(
        round,
        16 * round,
        256 * round,
        0,
        0.5,
        loss,
        1e-3,
        16,
        400,
        300,
        2000,
        0.5,
        0.25,
        0.01,
        0.125,
        0.375,
        1,
        DeviceTraffic.NONE,
        0,
        0,
        List.of(new WorkerRecord(0, loss, 256, 0.5, 0.125)),
        Map.of());
  }

  static EvaluationRecord evaluation(long round, double loss, double accuracy) {
    Quality quality = new Quality(loss, Map.of("accuracy", accuracy), new double[0][], 10);
    return new EvaluationRecord(round, 16 * round, quality, true, 0.1);
  }

  static RunStart start(long round) {
    return new RunStart(round, 10, 160, 5, 100, 10, 1);
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().contains("tfevents")).sorted().toList();
    }
  }

  @Test
  void writesWhatTensorFlowsSchemaReads() throws Exception {
    TensorBoard board = new TensorBoard(folder, CLOCK);
    board.onStart(start(0));
    board.onRound(round(1, 0.75));
    board.onEvaluation(evaluation(1, 0.5, 0.875));
    board.onRound(round(2, Double.NaN));
    board.onEnd(null);

    assertThat(files()).hasSize(1);
    List<DynamicMessage> events = read(files().get(0));
    assertThat(events).hasSize(4);
    assertThat(field(events.get(0), "file_version")).isEqualTo("brain.Event:2");
    assertThat(field(events.get(1), "wall_time")).isEqualTo(1.7e9);
    assertThat(field(events.get(1), "step")).isEqualTo(16L);
    assertThat(scalars(events.get(1)))
        .containsEntry("train/loss", 0.75f)
        .containsEntry("train/rowsPerSecond", 256f)
        .containsEntry("bytes/down", 400f)
        .containsEntry("time/round", 1f);
    assertThat(scalars(events.get(2)))
        .containsOnly(Map.entry("evaluation/loss", 0.5f), Map.entry("evaluation/accuracy", 0.875f));
    assertThat(scalars(events.get(3)).get("train/loss")).isNaN();
  }

  @Test
  void aResumedRunSaysFromWhichStepItCounts() throws Exception {
    Files.writeString(
        folder.resolve("metrics.jsonl"), "{\"round\": 4, \"step\": 64, \"loss\": 0.5}\n");
    for (long from : new long[] {0, 4}) {
      TensorBoard board = new TensorBoard(folder, CLOCK);
      board.onStart(start(from));
      board.onRound(round(from + 1, 0.5));
      board.onEnd(null);
    }
    assertThat(files()).hasSize(2);
    List<DynamicMessage> events = read(files().get(1));
    assertThat(field(events.get(1), "step")).isEqualTo(65L);
    DynamicMessage log = (DynamicMessage) field(events.get(1), "session_log");
    assertThat(field(log, "status")).isEqualTo(1);
    assertThat(field(events.get(2), "step")).isEqualTo(80L);
  }

  @Test
  void masksTheChecksumAsTensorFlowDoes() {
    // CRC-32C of these digits is e3069283.
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertThat(crc32c(digits, 0, digits.length)).isEqualTo(0xe3069283);
    assertThat(EventFile.masked(digits, 0, digits.length)).isEqualTo(masked(0xe3069283));
  }

  private static Object field(DynamicMessage message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static Map<String, Float> scalars(DynamicMessage event) {
    Map<String, Float> scalars = new LinkedHashMap<>();
    for (Object value : (List<?>) field((DynamicMessage) field(event, "summary"), "value")) {
      DynamicMessage one = (DynamicMessage) value;
      scalars.put((String) field(one, "tag"), (Float) field(one, "simple_value"));
    }
    return scalars;
  }

  private static List<DynamicMessage> read(Path file) throws Exception {
    Descriptor schema = schema();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<DynamicMessage> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int at = bytes.position();
      int length = (int) bytes.getLong();
      assertThat(bytes.getInt()).isEqualTo(masked(crc32c(bytes.array(), at, 8)));
      byte[] event = new byte[length];
      bytes.get(event);
      assertThat(bytes.getInt()).isEqualTo(masked(crc32c(event, 0, length)));
      DynamicMessage message = DynamicMessage.parseFrom(schema, event);
      assertThat(message.getUnknownFields().asMap()).isEmpty();
      events.add(message);
    }
    return events;
  }

  private static int masked(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /** Bit by bit, by the reversed polynomial of Castagnoli. */
  private static int crc32c(byte[] bytes, int offset, int length) {
    int crc = -1;
    for (int i = offset; i < offset + length; i++) {
      crc ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) != 0 ? 0x82f63b78 : 0);
      }
    }
    return ~crc;
  }

  /** The part of event.proto and summary.proto that is used. */
  private static Descriptor schema() throws Exception {
    DescriptorProto value =
        DescriptorProto.newBuilder()
            .setName("Value")
            .addField(field("tag", 1, Type.TYPE_STRING, ""))
            .addField(field("simple_value", 2, Type.TYPE_FLOAT, ""))
            .build();
    DescriptorProto summary =
        DescriptorProto.newBuilder()
            .setName("Summary")
            .addField(
                field("value", 1, Type.TYPE_MESSAGE, "Value").toBuilder()
                    .setLabel(Label.LABEL_REPEATED))
            .build();
    DescriptorProto log =
        DescriptorProto.newBuilder()
            .setName("SessionLog")
            .addField(field("status", 1, Type.TYPE_INT32, ""))
            .build();
    DescriptorProto event =
        DescriptorProto.newBuilder()
            .setName("Event")
            .addField(field("wall_time", 1, Type.TYPE_DOUBLE, ""))
            .addField(field("step", 2, Type.TYPE_INT64, ""))
            .addField(field("file_version", 3, Type.TYPE_STRING, ""))
            .addField(field("summary", 5, Type.TYPE_MESSAGE, "Summary"))
            .addField(field("session_log", 7, Type.TYPE_MESSAGE, "SessionLog"))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("event.proto")
            .addMessageType(value)
            .addMessageType(summary)
            .addMessageType(log)
            .addMessageType(event)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Event");
  }

  private static FieldDescriptorProto field(String name, int number, Type type, String message) {
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setName(name)
            .setNumber(number)
            .setType(type)
            .setLabel(Label.LABEL_OPTIONAL);
    return (message.isEmpty() ? field : field.setTypeName(message)).build();
  }
}
