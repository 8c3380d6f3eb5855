package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.strideml.quantization.Codec;
import org.strideml.quantization.Codecs;
import org.strideml.quantization.RandomKey;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.TrainerConfig.Compression;
import org.strideml.trainer.optim.Average;

class PeerMessagesTest {
  private static final Codec NONE = Codecs.of("none", 0, 0);

  private static TrainerConfig config(int bits, boolean differences) {
    return Configs.tiny()
        .sync(3, 2, new Average(), true)
        .compressed(
            new Compression(
                Codecs.of("stochastic", bits, 64), NONE, false, 16, differences, "none"))
        .config();
  }

  private static float[] model(int worker) {
    float[] model = Configs.tiny().config().model().initialParameters(worker);
    for (int i = 0; i < model.length; i++) {
      model[i] += (float) (0.3 * RandomKey.of(worker).gaussian(i));
    }
    return model;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Test
  void differencesToAModelThatStandsStillDieOut() {
    PeerMessages peers = new PeerMessages(config(3, true));
    float[] model = model(1);
    float[] heard = new float[model.length];
    long whole = peers.tell(0, model, 0, heard);
    assertThat(heard).as("the first message is plain").isEqualTo(model);
    float[] moved = model(2);
    double before = distance(moved, heard);
    for (int round = 1; round <= 6; round++) {
      long bytes = peers.tell(0, moved, round, heard);
      assertThat(bytes).isLessThan(whole);
      double now = distance(moved, heard);
      assertThat(now).isLessThan(0.6 * before);
      before = now;
    }
  }

  @Test
  void workersDrawBitsOfTheirOwn() {
    PeerMessages peers = new PeerMessages(config(4, false));
    float[] model = model(1);
    float[][] heard = new float[2][model.length];
    peers.tell(0, model, 0, heard[0]);
    peers.tell(1, model, 0, heard[1]);
    assertThat(heard[0]).isNotEqualTo(heard[1]);
    float[] again = new float[model.length];
    new PeerMessages(config(4, false)).tell(1, model, 0, again);
    assertThat(again).isEqualTo(heard[1]);
  }

  @Test
  void goesOnFromACheckpoint() {
    PeerMessages whole = new PeerMessages(config(4, true));
    float[] heard = new float[model(0).length];
    whole.tell(2, model(0), 0, heard);
    whole.tell(2, model(1), 1, heard);
    PeerMessages resumed = new PeerMessages(config(4, true));
    resumed.restore(2, whole.save(2));
    whole.tell(2, model(2), 2, heard);
    float[] after = new float[heard.length];
    resumed.tell(2, model(2), 2, after);
    assertThat(after).isEqualTo(heard);
  }

  @Test
  void plainModelsAreHeardAsTheyAre() {
    assertThat(new PeerMessages(Configs.tiny().config()).exact()).isTrue();
    assertThat(new PeerMessages(config(4, false)).exact()).isFalse();
  }
}
