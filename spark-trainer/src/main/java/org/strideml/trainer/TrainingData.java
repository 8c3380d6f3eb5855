package org.strideml.trainer;

import org.strideml.trainer.data.RowSet;

/**
 * @param training rows to learn from
 * @param evaluation held-out rows
 */
public record TrainingData(RowSet training, RowSet evaluation) {}
