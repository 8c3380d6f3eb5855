package org.strideml.trainer.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.strideml.quantization.AutoBits;
import org.strideml.quantization.Codec;
import org.strideml.quantization.CodecSettings;
import org.strideml.quantization.CodecType;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.TrainingResult;
import org.strideml.trainer.listen.RoundRecord;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;
import org.strideml.trainer.round.Configs;

/** Every codec in real rounds: it trains, and a driver that died goes on to the same bits. */
class EveryCodecTest {
  private static final CodecSettings SETTINGS =
      new CodecSettings(4, 32, true, 0.2f, 0.01f, 1, 0.5f, 0.9f, 4, 3, 2, true);
  private static final List<CodecType> BY_THEMSELVES = List.of(CodecType.DGC, CodecType.DEMO);

  private static JavaSparkContext spark;
  @TempDir Path folder;
  private final List<String> notices = new ArrayList<>();

  @BeforeAll
  static void open() {
    spark = Contexts.open("local[2]");
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  @ParameterizedTest
  @EnumSource(CodecType.class)
  void changesComeBackInIt(CodecType type) throws Exception {
    boolean feedback = !BY_THEMSELVES.contains(type) && type != CodecType.NONE;
    Codec weights = CodecType.RANDOM_SHIFT.codec(CodecSettings.of(8, 64));
    Codec gradients = type.codec(SETTINGS);
    trainsAndResumes(new Compression(weights, gradients, feedback, 16, false, "auto"));
  }

  @ParameterizedTest
  @EnumSource(CodecType.class)
  void weightsGoOutInItAsDifferences(CodecType type) throws Exception {
    if (!BY_THEMSELVES.contains(type)) {
      Codec gradients = CodecType.STOCHASTIC.codec(CodecSettings.of(8, 64));
      trainsAndResumes(new Compression(type.codec(SETTINGS), gradients, false, 16, true, "rans"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void bitsAreChosen(int bytes) throws Exception {
    CodecSettings open = CodecSettings.of(8, 32);
    double error = bytes == 0 ? 0.1 : 0;
    notices.clear();
    trainsAndResumes(
        new Compression(
            new AutoBits(CodecType.RANDOM_SHIFT, open, error, bytes),
            new AutoBits(CodecType.STOCHASTIC, open, error, bytes),
            true,
            16));
    assertThat(notices).anyMatch(notice -> notice.matches("bits down: .* [1-7], .* [1-7]"));
    assertThat(notices).anyMatch(notice -> notice.matches("bits up, worker 0: .* [1-7], .* [1-7]"));
  }

  @ParameterizedTest
  @EnumSource(
      value = CodecType.class,
      names = {"LEARNED", "FP8_E4M3", "NF4", "SYMMETRIC"})
  void wholeWeightsGoOutInIt(CodecType type) throws Exception {
    Codec gradients = CodecType.STOCHASTIC.codec(CodecSettings.of(8, 64));
    trainsAndResumes(new Compression(type.codec(SETTINGS), gradients, false, 16));
  }

  private void trainsAndResumes(Compression compression) throws Exception {
    TrainerConfig config =
        Configs.tiny()
            .optimizer(new Sgd(0.5, false, 0), 0.1)
            .sync(2, 4, new Nesterov(0.7, 0.5), true)
            .compressed(compression)
            .steps(24)
            .evaluation(0, 0)
            .checkpointEvery(2)
            .config();
    TrainingResult whole = Fits.fit(spark, config, folder.resolve("whole"), new Noting());
    float[] initial = config.model().initialParameters(config.seed());
    assertThat(Fits.evaluate(spark, whole.parameters())).isLessThan(Fits.evaluate(spark, initial));
    assertThatThrownBy(() -> Fits.fit(spark, config, folder.resolve("cut"), new Dying()))
        .hasMessage("the driver dies here");
    TrainingResult resumed = Fits.fit(spark, config, folder.resolve("cut"));
    assertThat(resumed.parameters()).isEqualTo(whole.parameters());
    assertThat(resumed.progress().bytesUp()).isEqualTo(whole.progress().bytesUp());
    assertThat(resumed.progress().bytesDown()).isEqualTo(whole.progress().bytesDown());
  }

  private final class Noting implements TrainingListener {
    @Override
    public void onNotice(String notice) {
      notices.add(notice);
    }
  }

  private static final class Dying implements TrainingListener {
    @Override
    public void onRound(RoundRecord round) {
      if (round.round() == 5) {
        throw new IllegalStateException("the driver dies here");
      }
    }
  }
}
