/**
 * The command line: one class per verb, what a run folder holds, and how failures become exit
 * codes. No algorithm lives here; verbs read, call the library and write.
 */
package org.strideml.jobs;
