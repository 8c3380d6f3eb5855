/**
 * Tables: rows of named cells. What is learned of them before training ({@link
 * org.strideml.trainer.data.table.TablePreprocessing}), and how a row becomes bytes and bytes a row
 * of a batch. Sums over rows are exact, so nothing learned depends on how rows are cut into parts.
 */
package org.strideml.trainer.data.table;
