/**
 * Operations on an OpenCL device, through Aparapi.
 *
 * <p>{@link org.strideml.kernels.opencl.OpenClBackend} keeps all arenas in one array on the device
 * and queues operations as commands; a queue goes to the device as one execution of one kernel,
 * each command being one pass of it. What is written and read goes through small staging arrays.
 * {@link org.strideml.kernels.opencl.OpenClDevices} says what devices there are.
 *
 * <p>The classes named {@code ...Kernel} are translated to OpenCL, so they are written in a subset
 * of Java: {@code for}, {@code if}, the ternary operator, methods of the class and its
 * superclasses, arrays of primitives. No {@code switch}, {@code break}, {@code throw}, {@code new},
 * lambda, assertion, records or calls to other classes; checks belong to the host side. A barrier
 * must be reached by all items of a group or by none.
 *
 * <p>Only this package uses Aparapi. {@code docs/decisions/0004-aparapi-arena.md} tells why it is
 * built this way.
 */
package org.strideml.kernels.opencl;
