package org.strideml.trainer;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.strideml.trainer.checkpoint.CheckpointStore;
import org.strideml.trainer.checkpoint.DriverState;
import org.strideml.trainer.listen.TrainingListener;
import org.strideml.trainer.round.Exchange;
import org.strideml.trainer.spark.Evaluator;

/**
 * What a run has at hand, whatever its mode.
 *
 * @param start where it begins or goes on
 * @param listeners all of them
 * @param stopRequested whether somebody has asked the run to stop
 * @param pruned why somebody has ended it for good; empty while nobody has
 */
record RunContext(
    TrainerConfig config,
    TrainingData data,
    Exchange exchange,
    DriverState start,
    Evaluator evaluator,
    CheckpointStore checkpoints,
    TrainingListener listeners,
    BooleanSupplier stopRequested,
    Supplier<String> pruned) {}
