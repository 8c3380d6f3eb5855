/**
 * Asynchronous local SGD without Spark: who trains what next, when workers finish, how much a late
 * change counts (Liu et al., 2024, "Asynchronous Local-SGD Training for Language Modeling").
 *
 * <p>{@link Dispatcher} is a pure function of what a {@link Clock} has answered. A clock is the
 * cluster's own ({@link WallClock}), an event queue over given speeds ({@link VirtualClock}), or
 * the log of an earlier run ({@link ReplayClock}); a run under any of them is repeated to the bit
 * from its answers.
 */
package org.strideml.trainer.async;
