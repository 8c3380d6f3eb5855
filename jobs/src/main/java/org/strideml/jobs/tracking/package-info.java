/** What other programs show of a run: TensorBoard's event files and an MLflow server's runs. */
package org.strideml.jobs.tracking;
