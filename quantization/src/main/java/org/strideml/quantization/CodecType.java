package org.strideml.quantization;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/** The codecs by name, what settings each reads, and how it is made of them. */
public enum CodecType {
  NONE(Identity.NAME, s -> new Identity()),
  RANDOM_SHIFT(
      RandomShift.NAME,
      s -> new RandomShift(s.bits(), s.bucketSize()),
      Setting.BITS,
      Setting.BUCKET_SIZE),
  STOCHASTIC(
      StochasticUniform.NAME,
      s -> new StochasticUniform(s.bits(), s.bucketSize()),
      Setting.BITS,
      Setting.BUCKET_SIZE),
  NEAREST(
      NearestUniform.NAME,
      s -> new NearestUniform(s.bits(), s.bucketSize()),
      Setting.BITS,
      Setting.BUCKET_SIZE),
  LEARNED(
      LearnedLevels.NAME,
      s -> new LearnedLevels(s.bits(), s.bucketSize(), s.refreshEvery(), s.stochastic()),
      Setting.BITS,
      Setting.BUCKET_SIZE,
      Setting.REFRESH_EVERY,
      Setting.ROUNDING),
  QSGD(Qsgd.NAME, s -> new Qsgd(s.bits(), s.bucketSize()), Setting.BITS, Setting.BUCKET_SIZE),
  SYMMETRIC(
      Symmetric.NAME,
      s -> new Symmetric(s.bits(), s.bucketSize()),
      Setting.BITS,
      Setting.BUCKET_SIZE),
  FP16(Fp16.NAME, s -> new Fp16()),
  BF16(Bf16.NAME, s -> new Bf16()),
  FP8_E4M3(
      Fp8E4m3.NAME,
      s -> new Fp8E4m3(s.bucketSize(), s.stochastic()),
      Setting.BUCKET_SIZE,
      Setting.ROUNDING),
  FP8_E5M2(
      Fp8E5m2.NAME,
      s -> new Fp8E5m2(s.bucketSize(), s.stochastic()),
      Setting.BUCKET_SIZE,
      Setting.ROUNDING),
  FP4_E3M0(
      Fp4E3m0.NAME,
      s -> new Fp4E3m0(s.bucketSize(), s.stochastic()),
      Setting.BUCKET_SIZE,
      Setting.ROUNDING),
  NF4(
      Nf4.NAME,
      s -> new Nf4(s.bucketSize(), s.stochastic()),
      Setting.BUCKET_SIZE,
      Setting.ROUNDING),
  SIGN(Sign.NAME, s -> new Sign(s.bucketSize()), Setting.BUCKET_SIZE),
  TERNARY(Ternary.NAME, s -> new Ternary(s.bucketSize()), Setting.BUCKET_SIZE),
  TOP_K(TopK.NAME, s -> new TopK(s.density(), new Identity()), Setting.DENSITY),
  RANDOM_K(
      RandomK.NAME, s -> new RandomK(s.density(), !s.fedBack(), new Identity()), Setting.DENSITY),
  THRESHOLD(Threshold.NAME, s -> new Threshold(s.threshold()), Setting.THRESHOLD),
  DGC(
      DeepGradientCompression.NAME,
      s -> new DeepGradientCompression(s.density(), s.momentum(), new Identity()),
      Setting.DENSITY,
      Setting.MOMENTUM),
  POWER_SGD(PowerSgd.NAME, s -> new PowerSgd(s.rank(), 0), Setting.RANK),
  FEDZIP(
      FedZip.NAME, s -> new FedZip(s.density(), s.centroids()), Setting.DENSITY, Setting.CENTROIDS),
  DEMO(
      DeMo.NAME,
      s -> new DeMo(s.decay(), s.density(), s.chunk(), 0),
      Setting.DECAY,
      Setting.DENSITY,
      Setting.CHUNK);

  /** A component of {@link CodecSettings}. */
  public enum Setting {
    BITS,
    BUCKET_SIZE,
    ROUNDING,
    DENSITY,
    THRESHOLD,
    RANK,
    MOMENTUM,
    DECAY,
    CHUNK,
    CENTROIDS,
    REFRESH_EVERY
  }

  private final String codecName;
  private final transient Function<CodecSettings, Codec> factory;
  private final transient Set<Setting> settings;

  CodecType(String codecName, Function<CodecSettings, Codec> factory, Setting... settings) {
    this.codecName = codecName;
    this.factory = factory;
    this.settings = Set.of(settings);
  }

  /** Name in configurations. */
  public String codecName() {
    return codecName;
  }

  /** What it reads. */
  public Set<Setting> settings() {
    return settings;
  }

  /** Whether it carries over what it left out by itself, so that error feedback has no place. */
  public boolean feedsBack() {
    return this == DGC || this == DEMO;
  }

  /**
   * The codec.
   *
   * @throws IllegalArgumentException when a setting is out of range
   */
  public Codec codec(CodecSettings given) {
    return factory.apply(given);
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static CodecType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.codecName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "codec must be one of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(CodecType::codecName).toList())
                        + ", got \""
                        + name
                        + "\""));
  }
}
