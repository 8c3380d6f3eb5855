package org.strideml.kernels.opencl;

/**
 * The ways {@link ProductKernel} has of cutting a product into blocks for groups of items. All give
 * the same bits.
 */
enum Tiling {
  /** An element at a time from the device's memory; the control for the others. */
  PLAIN(0, 0),
  /** The name says rows × columns of a block, the first figure the rows of an item's patch. */
  EIGHT_64_X_64(8, 3),
  EIGHT_128_X_32(8, 2),
  EIGHT_32_X_128(8, 4),
  FOUR_32_X_64(4, 3),
  FOUR_64_X_32(4, 2),
  FOUR_128_X_16(4, 1);

  private final int patchRows;
  private final int across;

  Tiling(int patchRows, int across) {
    this.patchRows = patchRows;
    this.across = across;
  }

  /** Appends what {@link ProductKernel#PATCH_ROWS} and {@link ProductKernel#ACROSS} point at. */
  CommandList append(CommandList command) {
    return command.number(patchRows).number(across);
  }
}
