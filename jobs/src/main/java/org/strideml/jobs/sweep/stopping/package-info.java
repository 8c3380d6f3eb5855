/**
 * When a trial that is still training is ended because others were better by then. Rules see
 * evaluations only, and know nothing of Spark or of files.
 */
package org.strideml.jobs.sweep.stopping;
