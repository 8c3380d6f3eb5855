/** Many runs in one Spark application, and the table of what came of them. */
package org.strideml.jobs.sweep;
