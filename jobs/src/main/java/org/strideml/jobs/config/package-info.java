/**
 * What a job is told: {@code reference.conf}, a user's file and {@code key=value} arguments,
 * merged, checked all at once and turned into records. Only this package knows the configuration
 * language.
 */
package org.strideml.jobs.config;
