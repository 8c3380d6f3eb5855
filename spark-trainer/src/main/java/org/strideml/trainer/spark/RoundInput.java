package org.strideml.trainer.spark;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.strideml.quantization.Message;
import org.strideml.trainer.round.RoundSpan;

/** A round's steps and the encoded θ its workers start from. */
record RoundInput(RoundSpan span, Broadcast<Message> weights) implements Serializable {}
