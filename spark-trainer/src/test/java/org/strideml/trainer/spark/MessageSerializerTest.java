package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.Message;
import org.strideml.quantization.WireFormatException;
import scala.reflect.ClassTag$;

/** Messages through Spark's own Kryo, as it is set up in every run of ours. */
class MessageSerializerTest {
  private static final MessageSerializer SERIALIZER = new MessageSerializer();
  private static final List<Message> MESSAGES =
      List.of(
          Message.of(),
          Message.of(new byte[0]),
          Message.of(bytes(1)),
          Message.of(bytes(5), new byte[0], bytes(77)),
          Message.of(
              bytes(1 << 16),
              bytes(3_000_001),
              bytes(MessageSerializer.FIRST_BYTES),
              bytes(2 * MessageSerializer.FIRST_BYTES + 1)));

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (31 * i + length);
    }
    return bytes;
  }

  private static byte[] written(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Output output = new Output(bytes)) {
      SERIALIZER.write(null, output, message);
    }
    return bytes.toByteArray();
  }

  private static Message read(Input input) {
    return SERIALIZER.read(null, input, Message.class);
  }

  @Test
  void sparkUsesItAndMessagesComeBack() {
    KryoSerializer spark = new KryoSerializer(Contexts.conf("local[1]"));
    Kryo kryo = spark.newKryo();
    assertThat(kryo.isRegistrationRequired()).isTrue();
    assertThat(kryo.getSerializer(Message.class)).isInstanceOf(MessageSerializer.class);
    SerializerInstance instance = spark.newInstance();
    for (Message message : MESSAGES) {
      ByteBuffer bytes = instance.serialize(message, ClassTag$.MODULE$.apply(Message.class));
      assertThat(bytes.remaining()).isLessThan((int) message.size() + 4 * message.count() + 20);
      Message back = instance.deserialize(bytes, ClassTag$.MODULE$.apply(Message.class));
      assertThat(back).isEqualTo(message);
    }
  }

  @Test
  void theBytesAreLengthsAndThePartsAsTheyAre() {
    assertThat(written(Message.of(new byte[] {7, 8, 9}, new byte[] {10})))
        .containsExactly(0, 0, 0, 2, 0, 0, 0, 3, 7, 8, 9, 0, 0, 0, 1, 10);
  }

  @Test
  void aCutStreamIsRefusedWhereverItIsCut() {
    byte[] whole = written(MESSAGES.get(3));
    for (int size = 0; size < whole.length; size++) {
      byte[] cut = Arrays.copyOf(whole, size);
      assertThatThrownBy(() -> read(new Input(cut)))
          .isInstanceOf(WireFormatException.class)
          .hasMessageContaining("end");
      assertThatThrownBy(() -> read(new Input(new ByteArrayInputStream(cut), 8)))
          .isInstanceOf(WireFormatException.class);
    }
    byte[] large = written(MESSAGES.get(4));
    assertThatThrownBy(() -> read(new Input(Arrays.copyOf(large, 1_000_000))))
        .hasMessage("at byte 1000000: part 1 of a message ends after 934452 of 3000001 bytes");
    int most = large.length - 1;
    assertThatThrownBy(() -> read(new Input(Arrays.copyOf(large, most))))
        .hasMessage(
            "at byte %d: part 3 of a message ends after 16777216 of 16777217 bytes"
                .formatted(most));
  }

  /** What is read is another message, or nothing is. */
  @Test
  void flippedBitsAreReadOrRefused() {
    byte[] whole = written(MESSAGES.get(3));
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(read(new Input(flipped))).isNotEqualTo(MESSAGES.get(3));
      } catch (WireFormatException e) {
        assertThat(e.offset()).isBetween(0L, (long) whole.length);
        refused++;
      }
    }
    // The bits of the number of parts and of their lengths, nearly all of them.
    assertThat(refused).isGreaterThan(90).isLessThanOrEqualTo(8 * 4 * 4);
  }

  @Test
  void littleIsAllocatedOnTheWordOfALength() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] claims = {0, 0, 0, 1, 0x7f, -1, -1, -1, 1, 2, 3};
    byte[] manyParts = {0x7f, -1, -1, -1, 0, 0, 0, 0};
    byte[] negative = {-1, -1, -1, -1};
    for (byte[] bytes : List.of(claims, manyParts, negative)) {
      assertThatThrownBy(() -> read(new Input(bytes))).isInstanceOf(WireFormatException.class);
      Input input = new Input(bytes);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> read(input)).isInstanceOf(WireFormatException.class);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .isLessThan(MessageSerializer.FIRST_BYTES + (1 << 18));
    }
  }
}
