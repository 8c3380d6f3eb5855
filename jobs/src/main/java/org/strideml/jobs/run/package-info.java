/**
 * A run from configuration to run folder: data opened, model made, Spark started, progress written.
 * The numbers come from {@code org.strideml.trainer}; what is here decides where they go.
 */
package org.strideml.jobs.run;
