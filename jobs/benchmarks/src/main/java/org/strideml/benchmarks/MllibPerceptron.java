package org.strideml.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.LabeledPoint;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.strideml.trainer.data.DataFiles;
import org.strideml.trainer.data.IdxSource;
import org.strideml.trainer.data.ImagePreprocessing;
import org.strideml.trainer.data.SourceFile;

/** Spark MLlib's perceptron, with its own defaults. */
final class MllibPerceptron {
  private static final int FIRST_ITERATIONS = 5;

  /** A training longer than this is the last, whatever it reached. */
  private static final double PATIENCE_SECONDS = 40;

  private MllibPerceptron() {}

  /**
   * @param seconds of the training alone
   */
  record Result(double seconds, int iterations, double accuracy) {}

  /**
   * A training cannot be watched, so trainings of twice as many iterations each are made until one
   * is accurate enough or takes too long; that one counts, as if its number of iterations had been
   * known. Less than {@code accuracy} in the result means that its time is a lower bound.
   */
  static Result train(DataFiles files, String folder, int hidden, double accuracy)
      throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("stride bench mllib")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      IdxSource training = IdxSource.training(files, folder, OptionalInt.empty());
      ImagePreprocessing images = training.preprocessing();
      Dataset<Row> rows = rows(spark, training);
      Dataset<Row> test = rows(spark, IdxSource.evaluation(files, folder, images));
      int[] layers = {images.pixels(), hidden, images.classes()};
      int iterations = FIRST_ITERATIONS;
      Result result = train(rows, test, layers, iterations);
      while (result.accuracy() < accuracy && result.seconds() < PATIENCE_SECONDS) {
        iterations *= 2;
        result = train(rows, test, layers, iterations);
      }
      return result;
    }
  }

  private static Result train(Dataset<Row> rows, Dataset<Row> test, int[] layers, int iterations) {
    MultilayerPerceptronClassifier classifier =
        new MultilayerPerceptronClassifier()
            .setLayers(layers)
            .setMaxIter(iterations)
            .setTol(0)
            .setSeed(1);
    long start = System.nanoTime();
    MultilayerPerceptronClassificationModel model = classifier.fit(rows);
    double seconds = 1e-9 * (System.nanoTime() - start);
    Dataset<Row> predictions = model.transform(test);
    double accuracy = (double) predictions.where("prediction = label").count() / test.count();
    Result result = new Result(seconds, iterations, accuracy);
    System.err.println("MLlib: " + result);
    return result;
  }

  private static Dataset<Row> rows(SparkSession spark, IdxSource source) throws Exception {
    int pixels = source.preprocessing().pixels();
    List<LabeledPoint> points = new ArrayList<>();
    for (SourceFile file : source.files()) {
      source.read(
          file,
          (row, bytes, label) -> {
            double[] features = new double[pixels];
            for (int i = 0; i < pixels; i++) {
              features[i] = (bytes[i] & 0xff) / 255.0;
            }
            points.add(new LabeledPoint(label, Vectors.dense(features)));
          });
    }
    Dataset<Row> rows = spark.createDataFrame(points, LabeledPoint.class).repartition(2).cache();
    rows.count();
    return rows;
  }
}
