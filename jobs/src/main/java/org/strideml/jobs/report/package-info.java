/**
 * What a run or a sweep looks like, as one HTML file: charts, tables, and sentences that say what
 * follows from the figures. Everything is read from the files a run leaves; nothing here trains.
 */
package org.strideml.jobs.report;
