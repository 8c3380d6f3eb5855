/** What a machine offers for training, and what to do about what it lacks. */
package org.strideml.jobs.doctor;
