package org.strideml.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged messages of every codec, version and stage. Where the checksum is left wrong
 * every one is refused; where it is made right again, a reader may find nothing amiss, but whatever
 * it does not refuse by name it must have read within the message and without allocating more than
 * the message warrants.
 */
class WireFuzzTest {
  private static final RandomKey KEY = RandomKey.of(99);
  private static final int ELEMENTS = 700;
  private static final int DAMAGES = 150;

  /** What a section of this size may take, and the tables of stages and codecs. */
  private static final long MOST_ALLOCATED = 1 << 18;

  private static List<MessageFormat> formats() {
    CodecSettings settings =
        new CodecSettings(5, 64, true, 0.1f, 0.5f, 2, 0.9f, 0.9f, 8, 3, 2, true);
    List<MessageFormat> formats = new ArrayList<>();
    for (CodecType type : CodecType.values()) {
      Codec codec = type.codec(settings).forShape(35, 20);
      formats.add(new MessageFormat(List.of(new Section(0, ELEMENTS, codec))));
      for (EntropyStage stage : EntropyStages.all()) {
        formats.add(new MessageFormat(List.of(new Section(0, ELEMENTS, codec)), List.of(stage)));
      }
      if (!codec.remembers() || codec.stateVectors() > 0) {
        formats.add(
            new MessageFormat(
                List.of(
                    new Section(0, 100, codec), new Section(100, ELEMENTS - 100, codec, true))));
      }
    }
    AutoBits auto = new AutoBits(CodecType.STOCHASTIC, settings, 0.1, 0);
    formats.add(new MessageFormat(List.of(new Section(0, ELEMENTS, auto))));
    return formats;
  }

  private static float[] values() {
    float[] values = Cases.gaussian(ELEMENTS, 1);
    for (int i = 100; i < ELEMENTS; i++) {
      values[i] = i % 5 == 0 ? values[i] : 0;
    }
    return values;
  }

  @Test
  void anyDamageIsRefusedByTheChecksumOrBefore() {
    for (MessageFormat format : formats()) {
      byte[] message = format.encode(1, values(), KEY);
      for (int i = 0; i < DAMAGES; i++) {
        byte[] damaged = damage(message, i);
        if (!Arrays.equals(damaged, message)) {
          WireFormatException refusal = read(format, damaged);
          assertThat(refusal).as("%s, damage %d", format.sections(), i).isNotNull();
          assertThat(refusal.offset()).isBetween(0L, (long) damaged.length);
        }
      }
    }
  }

  /** A damaged part spoils the whole, and the target is left alone. */
  @Test
  void anyDamageOfAPartIsRefused() {
    Codec codec = new ErrorFeedback(new StochasticUniform(5, 64));
    ChunkedFormat format =
        new ChunkedFormat(
            List.of(new Section(0, 300, codec), new Section(300, ELEMENTS - 300, new Identity())),
            List.of(),
            300);
    List<byte[]> whole = format.encode(1, values(), KEY).parts();
    assertThat(whole).hasSizeGreaterThan(5);
    float[] target = new float[ELEMENTS];
    for (int i = 0; i < 10 * DAMAGES; i++) {
      byte[][] parts = whole.toArray(byte[][]::new);
      int part = KEY.child(7).below(parts.length, i);
      parts[part] = damage(parts[part], i);
      if (!Arrays.equals(parts[part], whole.get(part))) {
        assertThatThrownBy(() -> format.decode(Message.of(parts), target))
            .as("damage %d of part %d", i, part)
            .isInstanceOf(WireFormatException.class);
      }
    }
    assertThat(target).containsOnly(0);
  }

  @Test
  void noDamageBehindARightChecksumDoesHarm() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    int damages = 0;
    for (MessageFormat format : formats()) {
      byte[] message = format.encode(1, values(), KEY);
      for (int i = 0; i < DAMAGES; i++) {
        byte[] damaged = damage(message, i);
        if (damaged.length < 20) {
          continue;
        }
        CRC32C crc = new CRC32C();
        crc.update(damaged, 0, damaged.length - 4);
        LittleEndian.putInt(damaged, damaged.length - 4, (int) crc.getValue());
        // What is loaded and set up once is no message's fault.
        read(format, damaged);
        long before = threads.getCurrentThreadAllocatedBytes();
        WireFormatException refusal = read(format, damaged);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
            .as("bytes allocated for %s, damage %d", format.sections(), i)
            .isLessThan(MOST_ALLOCATED);
        damages++;
        refused += refusal == null ? 0 : 1;
        if (refusal != null) {
          assertThat(refusal.offset()).isBetween(0L, (long) damaged.length);
        }
      }
    }
    assertThat(damages).isGreaterThan(5_000);
    // Values of most codecs may be anything; headers, indices and stages may not.
    assertThat(refused).isGreaterThan(damages / 3);
  }

  /** Why a message was refused; {@code null} when it was read. Anything else than that fails. */
  private static WireFormatException read(MessageFormat format, byte[] message) {
    try {
      MessageFormat.kind(message);
      format.decode(message, new float[ELEMENTS]);
      return null;
    } catch (WireFormatException e) {
      return e;
    }
  }

  /** Bits flipped, bytes set, the end cut off, a piece left out or repeated. */
  private static byte[] damage(byte[] message, int number) {
    RandomKey key = KEY.child(number);
    int at = key.below(message.length, 0);
    byte[] damaged = message.clone();
    switch (number % 6) {
      case 0 -> damaged[at] ^= (byte) (1 << key.below(8, 1));
      case 1 -> damaged[at] = (byte) key.bits(1);
      case 2 -> damaged = Arrays.copyOf(message, at);
      case 3 -> {
        for (int i = at; i < Math.min(message.length, at + 8); i++) {
          damaged[i] = (byte) (key.below(2, 1) == 0 ? 0xff : key.bits(i));
        }
      }
      case 4 -> {
        // Headers and the beginnings of payloads are where lengths and counts are.
        int early = key.below(Math.min(message.length, 64), 2);
        damaged[early] ^= (byte) (1 << key.below(8, 3));
      }
      default -> {
        damaged = Arrays.copyOf(message, message.length + 1 + key.below(20, 4));
        System.arraycopy(
            message, at, damaged, at + damaged.length - message.length, message.length - at);
      }
    }
    return damaged;
  }
}
