package org.strideml.trainer.model;

import com.fasterxml.jackson.databind.JsonNode;

/** What a {@link ModelFolder} holds. */
public final class SavedModel {
  private final Model model;
  private final float[] parameters;
  private final JsonNode preprocessing;

  SavedModel(Model model, float[] parameters, JsonNode preprocessing) {
    this.model = model;
    this.parameters = parameters;
    this.preprocessing = preprocessing;
  }

  public Model model() {
    return model;
  }

  /** In the order of the model's layout; not copied. */
  public float[] parameters() {
    return parameters;
  }

  /** As it was given when the model was saved; what it means is the data package's to say. */
  public JsonNode preprocessing() {
    return preprocessing;
  }
}
