/**
 * How fast training is, as ratios of two things measured in turn within one run, so that a busy or
 * slow machine changes both.
 */
package org.strideml.benchmarks;
