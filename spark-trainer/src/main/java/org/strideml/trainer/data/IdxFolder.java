package org.strideml.trainer.data;

/** Finds IDX files by the names they are published under. */
final class IdxFolder {
  private IdxFolder() {}

  /**
   * The files of one set.
   *
   * @param set {@code train} or {@code t10k}
   */
  static IdxPair pair(DataFiles files, String folder, String set) {
    return new IdxPair(
        find(files, folder, set + "-images", "idx3-ubyte"),
        find(files, folder, set + "-labels", "idx1-ubyte"));
  }

  // Archives disagree on the character before "idx". A plain file goes before a compressed one.
  private static String find(DataFiles files, String folder, String start, String end) {
    if (!files.exists(folder)) {
      throw new DataException(
          folder, "a folder", "nothing there", "check data.dir, or fetch the data");
    }
    for (String suffix : new String[] {"", ".gz"}) {
      for (String between : new String[] {"-", "."}) {
        String path = folder + "/" + start + between + end + suffix;
        if (files.exists(path)) {
          return path;
        }
      }
    }
    throw new DataException(
        folder,
        "a file " + start + "-" + end + " or " + start + "-" + end + ".gz",
        "neither",
        "check data.dir, or fetch the data");
  }
}
