package org.strideml.jobs.config;

/** What is predicted of a table's rows. */
public enum TaskName {
  AUTO,
  REGRESSION,
  BINARY,
  MULTICLASS,
  MULTILABEL
}
