/**
 * Rows: where they come from, which worker gets which, in what order, and how bytes become a batch.
 *
 * <p>Rows are canonical: a row's id is its position when all files are sorted by path and read
 * front to back. Its worker and its place in an epoch are keyed functions of that id and the seed,
 * so split sizes, core counts and retries change nothing.
 */
package org.strideml.trainer.data;
