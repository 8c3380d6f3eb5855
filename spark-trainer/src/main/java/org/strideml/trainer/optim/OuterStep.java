package org.strideml.trainer.optim;

import java.util.List;
import org.strideml.trainer.model.ParameterSlice;

/**
 * Where an outer step is taken.
 *
 * @param count outer steps taken before it
 * @param slices the tensors within the vectors, in order and without gaps
 */
public record OuterStep(long count, List<ParameterSlice> slices) {}
