package org.strideml.trainer.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strideml.trainer.safetensors.CorruptFileException;
import org.strideml.trainer.safetensors.Safetensors;
import org.strideml.trainer.safetensors.TensorFile;

/**
 * A trained model as a folder that needs nothing of Spark to be read: {@code model.safetensors},
 * {@code config.json} (see {@link Models}) and {@code preprocessing.json}.
 *
 * <p>A folder is replaced as a whole: the new one is completed as {@code <name>.new}, the old one
 * moves to {@code <name>.old}, the new one takes its place. Whenever the process dies, either
 * {@code <name>} or {@code <name>.old} is whole, and {@link #load} finds it. The same model gives
 * the same bytes. One writer at a time.
 */
public final class ModelFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";
  private static final String PREPROCESSING = "preprocessing.json";
  private static final String REMEDY = "restore the folder from a copy or train again";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder() {}

  /**
   * Writes a model, replacing what was there.
   *
   * @param folder such as {@code runs/first/model}; parents are created
   * @param parameters in the order of the model's layout
   * @param preprocessing what turns raw input into the model's; may be an empty object
   */
  public static void save(Path folder, Model model, float[] parameters, ObjectNode preprocessing)
      throws IOException {
    if (parameters.length != model.layout().size()) {
      throw new IllegalArgumentException(
          String.format(
              "this model has %d parameters, got %d", model.layout().size(), parameters.length));
    }
    Path fresh = sibling(folder, ".new");
    Path old = sibling(folder, ".old");
    delete(fresh);
    Files.createDirectories(fresh);
    Safetensors.write(fresh.resolve(WEIGHTS), tensors(model, parameters));
    Files.write(fresh.resolve(CONFIG), bytes(Models.toJson(model)));
    Files.write(fresh.resolve(PREPROCESSING), bytes(preprocessing));
    if (Files.exists(folder)) {
      delete(old);
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  /**
   * Whether a folder holds weights and their description but not what turns text into tokens, as
   * Hugging Face's do.
   */
  public static boolean isForeign(Path folder) {
    return Files.isRegularFile(folder.resolve(WEIGHTS))
        && Files.isRegularFile(folder.resolve(CONFIG))
        && !Files.exists(folder.resolve(PREPROCESSING));
  }

  /**
   * Reads a folder that is {@link #isForeign}; its preprocessing is an empty object.
   *
   * @throws CorruptFileException when a file is damaged, does not fit the other, or describes a
   *     network that no model here is
   */
  public static SavedModel loadForeign(Path folder) throws IOException {
    return load(folder, JSON.createObjectNode());
  }

  /**
   * Reads a model.
   *
   * @throws NoSuchFileException when there is none
   * @throws CorruptFileException when a file is missing, damaged or does not fit the others
   */
  public static SavedModel load(Path folder) throws IOException {
    Path whole = folder;
    Path old = sibling(folder, ".old");
    if (!Files.exists(folder) && Files.exists(old)) {
      LOG.warn(
          "{} is missing because a save was interrupted; loading the model before it from {}",
          folder,
          old);
      whole = old;
    }
    if (!Files.isDirectory(whole)) {
      throw new NoSuchFileException(
          folder.toString(), null, "no saved model there; give the folder with " + WEIGHTS);
    }
    return load(whole, readJson(whole.resolve(PREPROCESSING)));
  }

  private static SavedModel load(Path whole, JsonNode preprocessing) throws IOException {
    Model model = readConfig(whole.resolve(CONFIG));
    float[] parameters = new float[model.layout().size()];
    readWeights(whole.resolve(WEIGHTS), model, parameters);
    return new SavedModel(model, parameters, preprocessing);
  }

  private static TensorFile tensors(Model model, float[] parameters) {
    List<TensorFile.Tensor> tensors = new ArrayList<>();
    for (ParameterSlice slice : model.layout().slices()) {
      tensors.add(new TensorFile.Tensor(slice.name(), slice.shape(), parameters, slice.offset()));
    }
    // Hugging Face's loader refuses files that do not say which framework's layout they have.
    return new TensorFile(Map.of("format", "pt"), tensors);
  }

  private static Model readConfig(Path path) throws IOException {
    JsonNode config = readJson(path);
    try {
      return Models.fromJson(config);
    } catch (IllegalArgumentException e) {
      throw corrupt(path, "the description of a model", e.getMessage());
    }
  }

  private static JsonNode readJson(Path path) throws IOException {
    requireFile(path);
    try {
      JsonNode node = JSON.readTree(Files.readAllBytes(path));
      if (!node.isObject()) {
        throw corrupt(path, "a JSON object", "something else");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw corrupt(path, "a JSON object", e.getOriginalMessage());
    }
  }

  private static void readWeights(Path path, Model model, float[] parameters) throws IOException {
    requireFile(path);
    ForeignNames names = new ForeignNames(model);
    ParameterLayout layout = model.layout();
    Set<String> missing = new TreeSet<>();
    layout.slices().forEach(slice -> missing.add(slice.name()));
    List<TensorFile.Tensor> copies = new ArrayList<>();
    Safetensors.read(
        path,
        (name, shape) -> {
          if (names.isIgnored(name)) {
            return null;
          }
          if (names.isTiedCopy(name)) {
            int[] tied = layout.slice(names.tied()).shape();
            requireShape(path, name, tied, shape);
            copies.add(new TensorFile.Tensor(name, shape, new float[tied[0] * tied[1]], 0));
            return copies.get(copies.size() - 1);
          }
          String own = names.ownName(name);
          if (!missing.remove(own)) {
            throw corrupt(path, "only tensors of the model in " + CONFIG, "tensor " + name);
          }
          ParameterSlice slice = layout.slice(own);
          requireShape(path, slice.toString(), slice.shape(), shape);
          return new TensorFile.Tensor(own, shape, parameters, slice.offset());
        });
    if (!missing.isEmpty()) {
      throw corrupt(path, "all tensors of the model in " + CONFIG, "none named " + missing);
    }
    for (TensorFile.Tensor copy : copies) {
      int start = layout.slice(names.tied()).offset();
      if (!Arrays.equals(parameters, start, start + copy.size(), copy.values(), 0, copy.size())) {
        throw corrupt(path, copy.name() + " equal to " + names.tied(), "other values");
      }
    }
  }

  private static void requireShape(Path path, String tensor, int[] expected, int[] got) {
    if (!Arrays.equals(expected, got)) {
      throw corrupt(path, "tensor " + tensor, "shape " + Arrays.toString(got));
    }
  }

  private static void requireFile(Path path) {
    if (!Files.isRegularFile(path)) {
      throw corrupt(path, "a file", "none");
    }
  }

  private static CorruptFileException corrupt(Path path, String expected, String got) {
    return new CorruptFileException(
        path.toString(), CorruptFileException.NOWHERE, expected, got, REMEDY);
  }

  private static byte[] bytes(ObjectNode node) throws JsonProcessingException {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    ObjectWriter writer =
        JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
    return (writer.writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Path sibling(Path folder, String suffix) {
    return folder.toAbsolutePath().normalize().resolveSibling(folder.getFileName() + suffix);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
