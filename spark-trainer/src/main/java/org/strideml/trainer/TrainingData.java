package org.strideml.trainer;

import org.strideml.trainer.data.RowSource;

/**
 * @param training rows to learn from
 * @param evaluation held-out rows
 */
public record TrainingData(RowSource training, RowSource evaluation) {}
