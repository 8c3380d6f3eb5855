/**
 * Training without a center: every worker has a model of its own and mixes it with those of its
 * neighbours. Only who mixes what with whom; nothing of Spark.
 */
package org.strideml.trainer.gossip;
