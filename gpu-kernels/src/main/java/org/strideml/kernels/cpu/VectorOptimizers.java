package org.strideml.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Optimizer updates of {@link VectorRows}. */
final class VectorOptimizers {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int WIDTH = SPECIES.length();
  private static final int BYTES = Float.BYTES;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorOptimizers() {}

  static void sgd(Rows.SgdRule rule, Row parameters, Row gradient, Row momentum, int n) {
    int end = SPECIES.loopBound(n);
    if (rule.momentum() == 0) {
      plainSgd(rule, parameters, gradient, end);
    } else {
      momentumSgd(rule, parameters, gradient, momentum, end);
    }
    PlainRows.sgd(rule, parameters, gradient, momentum, end, n);
  }

  private static void plainSgd(Rows.SgdRule rule, Row parameters, Row gradient, int end) {
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    FloatVector decay = broadcast(SPECIES, rule.decay());
    FloatVector rate = broadcast(SPECIES, rule.negativeRate());
    float scale = rule.gradientScale();
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector p = fromByteBuffer(SPECIES, ps, pStart + BYTES * i, ORDER);
      FloatVector g =
          decay.fma(p, fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER).mul(scale));
      rate.fma(g, p).intoByteBuffer(ps, pStart + BYTES * i, ORDER);
    }
  }

  private static void momentumSgd(
      Rows.SgdRule rule, Row parameters, Row gradient, Row momentum, int end) {
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    ByteBuffer bs = momentum.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    int bStart = momentum.byteOffset();
    FloatVector decay = broadcast(SPECIES, rule.decay());
    FloatVector mu = broadcast(SPECIES, rule.momentum());
    FloatVector rate = broadcast(SPECIES, rule.negativeRate());
    float scale = rule.gradientScale();
    boolean nesterov = rule.nesterov();
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector p = fromByteBuffer(SPECIES, ps, pStart + BYTES * i, ORDER);
      FloatVector g =
          decay.fma(p, fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER).mul(scale));
      FloatVector b = mu.fma(fromByteBuffer(SPECIES, bs, bStart + BYTES * i, ORDER), g);
      b.intoByteBuffer(bs, bStart + BYTES * i, ORDER);
      FloatVector d = nesterov ? mu.fma(b, g) : b;
      rate.fma(d, p).intoByteBuffer(ps, pStart + BYTES * i, ORDER);
    }
  }

  static void adamW(Rows.AdamWRule rule, Row parameters, Row gradient, Row m, Row v, int n) {
    int end = SPECIES.loopBound(n);
    ByteBuffer ps = parameters.bytes();
    ByteBuffer gs = gradient.bytes();
    ByteBuffer ms = m.bytes();
    ByteBuffer vs = v.bytes();
    int pStart = parameters.byteOffset();
    int gStart = gradient.byteOffset();
    int mStart = m.byteOffset();
    int vStart = v.byteOffset();
    FloatVector beta1 = broadcast(SPECIES, rule.beta1());
    FloatVector beta2 = broadcast(SPECIES, rule.beta2());
    FloatVector rate = broadcast(SPECIES, rule.negativeRate());
    FloatVector rootScale = broadcast(SPECIES, rule.rootScale());
    FloatVector epsilon = broadcast(SPECIES, rule.epsilon());
    for (int i = 0; i < end; i += WIDTH) {
      FloatVector g =
          fromByteBuffer(SPECIES, gs, gStart + BYTES * i, ORDER).mul(rule.gradientScale());
      FloatVector first =
          beta1.fma(fromByteBuffer(SPECIES, ms, mStart + BYTES * i, ORDER), g.mul(rule.gain1()));
      FloatVector second =
          beta2.fma(
              fromByteBuffer(SPECIES, vs, vStart + BYTES * i, ORDER), g.mul(rule.gain2()).mul(g));
      first.intoByteBuffer(ms, mStart + BYTES * i, ORDER);
      second.intoByteBuffer(vs, vStart + BYTES * i, ORDER);
      FloatVector root = second.lanewise(VectorOperators.SQRT).fma(rootScale, epsilon);
      FloatVector kept = fromByteBuffer(SPECIES, ps, pStart + BYTES * i, ORDER).mul(rule.keep());
      rate.fma(first.div(root), kept).intoByteBuffer(ps, pStart + BYTES * i, ORDER);
    }
    PlainRows.adamW(rule, parameters, gradient, m, v, end, n);
  }
}
