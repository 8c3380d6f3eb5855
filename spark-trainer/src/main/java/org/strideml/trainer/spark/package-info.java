/**
 * Rounds as Spark jobs: each round is one ordinary job of K tasks, so retries, speculation, dynamic
 * allocation and executor loss keep working. The data lies in cached RDDs of one {@link
 * org.strideml.trainer.data.Shard} per worker, which {@link org.strideml.trainer.spark.Shards}
 * loads.
 */
package org.strideml.trainer.spark;
