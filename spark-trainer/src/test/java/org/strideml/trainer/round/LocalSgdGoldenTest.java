package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.strideml.kernels.Activation;
import org.strideml.trainer.TrainerConfig;
import org.strideml.trainer.model.Head;
import org.strideml.trainer.model.Mlp;
import org.strideml.trainer.optim.AdamW;
import org.strideml.trainer.optim.Average;
import org.strideml.trainer.optim.Nesterov;
import org.strideml.trainer.optim.Sgd;

/** Three workers, H=4, five rounds, against the same work done by PyTorch in double. */
class LocalSgdGoldenTest {
  private static final double LOSS_RELATIVE = 2e-6;
  private static final double PARAMETER_ABSOLUTE = 2e-6;

  static Stream<Arguments> cases() {
    Configs base =
        Configs.tiny()
            .model(Mlp.of(4, List.of(6), Head.multiclass(3), Activation.TANH))
            .batchSize(5);
    Configs kept = base.optimizer(new Sgd(0.9, false, 0), 0.1).sync(3, 4, new Average(), true);
    Configs reset = base.optimizer(new Sgd(0.9, false, 0), 0.1).sync(3, 4, new Average(), false);
    Configs diloco =
        base.optimizer(new AdamW(0.9, 0.95, 1e-8, 0.1), 0.01)
            .sync(3, 4, new Nesterov(0.7, 0.9), true);
    return Stream.of("reference", "auto")
        .flatMap(
            backend ->
                Stream.of(
                    Arguments.of("local_sgd", backend, kept.backend(backend).config()),
                    Arguments.of("local_sgd_reset", backend, reset.backend(backend).config()),
                    Arguments.of("diloco", backend, diloco.backend(backend).config())));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("cases")
  void everyRoundEqualsPyTorch(String name, String backend, TrainerConfig config)
      throws IOException {
    JsonNode golden = golden().get(name);
    try (InMemoryRounds rounds =
        new InMemoryRounds(
            config, initial(golden), worker -> source(golden.get("data").get(worker)))) {
      for (JsonNode expected : golden.get("rounds")) {
        double loss = rounds.round();
        double expectedLoss = expected.get("mean_local_loss").asDouble();
        assertThat(loss).isCloseTo(expectedLoss, within(LOSS_RELATIVE * expectedLoss));
        float[] parameters = rounds.parameters();
        for (int i = 0; i < parameters.length; i++) {
          assertThat((double) parameters[i])
              .as("parameter %d", i)
              .isCloseTo(expected.get("params").get(i).asDouble(), within(PARAMETER_ABSOLUTE));
        }
      }
    }
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = LocalSgdGoldenTest.class.getResourceAsStream("/golden/local_sgd.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static float[] initial(JsonNode golden) {
    float[] parameters = new float[51];
    int next = 0;
    for (String name : List.of("0.weight", "0.bias", "2.weight", "2.bias")) {
      for (JsonNode value : golden.get("init").get(name).get("data")) {
        parameters[next++] = value.floatValue();
      }
    }
    assertThat(next).isEqualTo(parameters.length);
    return parameters;
  }

  private static BatchSource source(JsonNode steps) {
    return (batch, step) -> {
      JsonNode wanted = steps.get((int) step);
      JsonNode x = wanted.get("x").get("data");
      for (int i = 0; i < x.size(); i++) {
        batch.features()[i] = x.get(i).floatValue();
      }
      for (int i = 0; i < wanted.get("y").size(); i++) {
        batch.targets()[i] = wanted.get("y").get(i).asInt();
      }
    };
  }
}
