/**
 * Pictures as SVG: what is drawn is said here in a few primitives, Lets-Plot lays it out. Colours
 * are roles that a page gives values for light, dark and print.
 */
package org.strideml.jobs.chart;
