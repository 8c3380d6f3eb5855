/**
 * What is trained. A {@link org.strideml.trainer.model.Model} is an architecture without weights;
 * {@link org.strideml.trainer.model.Network} is that architecture laid out in one backend's memory.
 * Nothing here knows Spark.
 */
package org.strideml.trainer.model;
