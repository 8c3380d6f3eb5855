/**
 * Rounds as events of Spark: on its listener bus, from where they reach the event log, and as
 * gauges in its metric sinks.
 */
package org.strideml.jobs.events;
