/** How commands end: exit codes, and what an exception means to whoever called. */
package org.strideml.jobs.exit;
