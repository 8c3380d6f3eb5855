package org.strideml.trainer;

/**
 * What computed a worker's steps. Results are the same bits only among equal instruction sets.
 *
 * @param backend {@code cpu}, {@code opencl} or {@code reference}
 * @param device name as its driver reports it
 * @param instructionSet widest vector instructions in use; empty where that means nothing
 * @param reason why this one, one sentence for people
 */
public record ComputedOn(String backend, String device, String instructionSet, String reason) {
  @Override
  public String toString() {
    String suffix = instructionSet.isEmpty() ? "" : " (" + instructionSet + ")";
    return backend + " on " + device + suffix;
  }
}
