/** Puts published data sets under {@code data/}, with the tools a machine already has. */
package org.strideml.jobs.fetch;
