/**
 * PyTorch's C++ library doing the work of a Stride worker, in a process of its own with its own
 * class path. Nothing here knows Stride.
 */
package org.strideml.benchmarks.libtorch;
