package org.strideml.jobs.config;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.strideml.quantization.AutoBits;
import org.strideml.quantization.ChunkedFormat;
import org.strideml.quantization.Codec;
import org.strideml.quantization.CodecSettings;
import org.strideml.quantization.CodecType;
import org.strideml.quantization.CodecType.Setting;
import org.strideml.quantization.EntropyStage;
import org.strideml.quantization.EntropyStages;
import org.strideml.trainer.TrainerConfig.Compression;

/** Reads what travels: the codecs of both ways, and what comes around them. */
final class CompressionReader {
  private static final String WEIGHTS = "compression.weights";
  private static final String GRADIENTS = "compression.gradients";
  private static final String AUTO = "auto";
  private static final int MOST_BITS = 8;
  private static final int LEAST_PART_BYTES = 1 << 16;

  private enum RoundingType {
    NEAREST,
    STOCHASTIC
  }

  private final Settings settings;

  CompressionReader(Settings settings) {
    this.settings = settings;
  }

  Compression read() {
    CodecType down = settings.choice(WEIGHTS + ".codec", CodecType.class);
    CodecType up = settings.choice(GRADIENTS + ".codec", CodecType.class);
    boolean differences = settings.flag(WEIGHTS + ".differences");
    boolean errorFeedback = settings.flag(GRADIENTS + ".errorFeedback");
    settings.require(
        !differences || down != CodecType.NONE,
        "compression.weights.differences has nothing to make smaller: compression.weights.codec ="
            + " none sends weights as they are",
        WEIGHTS + ".differences",
        WEIGHTS + ".codec");
    settings.require(
        differences || !leavesOut(down),
        "compression.weights.codec = %s leaves out most of what it is given, so it can carry"
                .formatted(Settings.nameOf(down))
            + " weights only with compression.weights.differences = true",
        WEIGHTS + ".codec",
        WEIGHTS + ".differences");
    settings.require(
        !down.feedsBack(),
        "compression.weights.codec = %s sums up what it is given from round to round, which is for"
                .formatted(Settings.nameOf(down))
            + " compression.gradients alone",
        WEIGHTS + ".codec");
    settings.require(
        !errorFeedback || up != CodecType.NONE,
        "compression.gradients.errorFeedback has nothing to feed back:"
            + " compression.gradients.codec = none loses nothing",
        GRADIENTS + ".errorFeedback",
        GRADIENTS + ".codec");
    settings.require(
        !errorFeedback || !up.feedsBack(),
        "compression.gradients.codec = %s carries over by itself what it leaves out; set"
                .formatted(Settings.nameOf(up))
            + " compression.gradients.errorFeedback = false",
        GRADIENTS + ".errorFeedback",
        GRADIENTS + ".codec");
    boolean lossy = down != CodecType.NONE || up != CodecType.NONE;
    return new Compression(
        codec(WEIGHTS, down.feedsBack() ? CodecType.NONE : down, false),
        codec(GRADIENTS, up, errorFeedback),
        errorFeedback,
        lossy ? settings.integer("compression.minSize", 0) : 0,
        differences,
        settings.oneOf("compression.entropy", stages()),
        settings.integer("compression.partBytes", LEAST_PART_BYTES, ChunkedFormat.MOST_BYTES));
  }

  private static boolean leavesOut(CodecType type) {
    return switch (type) {
      case TOP_K, RANDOM_K, THRESHOLD, POWER_SGD, FEDZIP -> true;
      default -> false;
    };
  }

  private static List<String> stages() {
    return Stream.concat(
            Stream.of("none", AUTO), EntropyStages.all().stream().map(EntropyStage::name))
        .toList();
  }

  private Codec codec(String section, CodecType type, boolean fedBack) {
    boolean auto = AutoBits.serves(type) && settings.text(section + ".bits").equals(AUTO);
    CodecSettings given = settings(section, type, auto ? MOST_BITS : 0, fedBack);
    if (!auto) {
      return type.codec(given);
    }
    double targetError = settings.decimal(section + ".targetError", 0, 1);
    long bytes = settings.whole(section + ".bytes", 0, Integer.MAX_VALUE);
    boolean one = targetError > 0 != bytes > 0;
    settings.require(
        one,
        "%s.bits = auto needs one of %s.targetError and %s.bytes above 0"
            .formatted(section, section, section),
        section + ".targetError",
        section + ".bytes");
    return one ? new AutoBits(type, given, targetError, bytes) : type.codec(given);
  }

  /** Reads only what the type needs; the rest keeps some value that nothing looks at. */
  private CodecSettings settings(String section, CodecType type, int bits, boolean fedBack) {
    Set<Setting> needs = type.settings();
    CodecSettings unread = CodecSettings.of(MOST_BITS, 1);
    return new CodecSettings(
        bits == 0 && needs.contains(Setting.BITS) ? bits(section, type) : MOST_BITS,
        needs.contains(Setting.BUCKET_SIZE) ? settings.integer(section + ".bucketSize", 1) : 1,
        needs.contains(Setting.ROUNDING)
            && settings.choice(section + ".rounding", RoundingType.class)
                == RoundingType.STOCHASTIC,
        needs.contains(Setting.DENSITY) ? density(section) : unread.density(),
        needs.contains(Setting.THRESHOLD)
            ? (float) settings.positive(section + ".threshold")
            : unread.threshold(),
        needs.contains(Setting.RANK) ? settings.integer(section + ".rank", 1, 255) : unread.rank(),
        needs.contains(Setting.MOMENTUM)
            ? (float) settings.fraction(section + ".momentum")
            : unread.momentum(),
        needs.contains(Setting.DECAY)
            ? (float) settings.decimal(section + ".decay", 0, 1)
            : unread.decay(),
        needs.contains(Setting.CHUNK)
            ? settings.integer(section + ".chunk", 1, 256)
            : unread.chunk(),
        needs.contains(Setting.CENTROIDS)
            ? settings.integer(section + ".centroids", 1, 15)
            : unread.centroids(),
        needs.contains(Setting.REFRESH_EVERY)
            ? settings.integer(section + ".refreshEvery", 1)
            : unread.refreshEvery(),
        fedBack);
  }

  private int bits(String section, CodecType type) {
    int least = type == CodecType.QSGD || type == CodecType.SYMMETRIC ? 2 : 1;
    List<String> allowed =
        Stream.concat(
                IntStream.rangeClosed(least, MOST_BITS).mapToObj(Integer::toString),
                AutoBits.serves(type) ? Stream.of(AUTO) : Stream.empty())
            .toList();
    return Integer.parseInt(settings.oneOf(section + ".bits", allowed));
  }

  private float density(String section) {
    double density = settings.decimal(section + ".density", 0, 1);
    settings.require(density > 0, section + ".density must be above 0", section + ".density");
    return density > 0 ? (float) density : 1;
  }
}
