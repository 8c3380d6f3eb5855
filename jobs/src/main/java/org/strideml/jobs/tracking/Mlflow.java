package org.strideml.jobs.tracking;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tracking with an MLflow server, as the environment asks for it: MLFLOW_TRACKING_URI, which must
 * be http or https; MLFLOW_EXPERIMENT_NAME; MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD.
 */
public final class Mlflow {
  private static final String EXPERIMENT = "stride";

  private final MlflowClient client;
  private final String experiment;

  private Mlflow(MlflowClient client, String experiment) {
    this.client = client;
    this.experiment = experiment;
  }

  /**
   * Empty when nobody asks for it.
   *
   * @param notices told when what is asked for cannot be done
   */
  public static Optional<Mlflow> of(Map<String, String> environment, Consumer<String> notices) {
    String address = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    if (!address.matches("https?://[^\\s]+")) {
      notices.accept(
          "MLFLOW_TRACKING_URI must be an http or https address, got %s; nothing is tracked"
              .formatted(address));
      return Optional.empty();
    }
    String name = environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "");
    return Optional.of(
        new Mlflow(
            new MlflowClient(URI.create(address), environment),
            name.isEmpty() ? EXPERIMENT : name));
  }

  /**
   * A run that will be tracked from its start on.
   *
   * @param folder where the server's id of the run is kept, so that a resumed run goes on there
   * @param params what it was started with
   * @param parent the sweep it belongs to; empty for none
   */
  public MlflowRun run(
      Path folder,
      String name,
      Map<String, String> params,
      Optional<MlflowRun> parent,
      Consumer<String> notices) {
    return new MlflowRun(
        client, experiment, folder, name, new LinkedHashMap<>(params), parent, notices);
  }
}
