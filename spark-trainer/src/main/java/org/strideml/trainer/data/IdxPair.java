package org.strideml.trainer.data;

import java.io.Serializable;

/**
 * Two IDX files that belong together.
 *
 * @param images unsigned bytes, count × rows × columns (magic 2051)
 * @param labels unsigned bytes, count (magic 2049)
 */
public record IdxPair(String images, String labels) implements Serializable {}
