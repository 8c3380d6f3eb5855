/**
 * Tables as Spark reads them, with rows numbered in canonical order. A row's number is its place
 * when the files are sorted by path and read front to back; it does not depend on how Spark splits
 * files. Tables that are no files are sorted by a digest of each row's content, so that only equal
 * rows could change places.
 */
package org.strideml.trainer.spark.table;
