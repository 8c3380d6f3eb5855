/** The report as a page that a browser watches while training goes on. */
package org.strideml.jobs.live;
