package org.strideml.jobs.events;

/**
 * A run has ended.
 *
 * @param run name of the run's folder
 * @param status as in {@code summary.json}: done, diverged, stopped, failed, ...
 */
public record RunEnded(String run, String status) implements RunEvent {}
