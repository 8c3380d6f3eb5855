package org.strideml.kernels.examination;

import java.util.function.Function;
import org.strideml.kernels.Operation;

/**
 * One operation to be carried out once, with inputs that are the same on every backend.
 *
 * @param group what a backend must have
 * @param name of the operation, as its interface calls it
 * @param prepare lays out inputs and results; what it returns calls the operation
 */
record Exercise(Operation group, String name, Function<Workbench, Runnable> prepare) {}
