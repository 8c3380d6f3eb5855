/** Trains a model in rounds: H local steps on each of K workers, then one synchronization. */
package org.strideml.trainer;
