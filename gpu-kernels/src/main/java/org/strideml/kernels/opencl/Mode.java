package org.strideml.kernels.opencl;

/**
 * The numbers of the kernel's routines, all in this one place.
 *
 * <p>Each class of the kernel's hierarchy is a theme and has a hundred of its own, which {@link
 * ArenaKernel} goes by. The routine of {@code COPY_IN} is the method {@code copyIn}. A new routine
 * takes a number here, a branch in its theme's {@code ...Command} method, and a place in a class
 * named {@code ...Commands} that queues it.
 */
final class Mode {
  /** {@link MoveKernel}. */
  static final int MOVES = 100;

  static final int FILL = 101;
  static final int COPY = 102;
  static final int COPY_COLUMNS = 103;
  static final int COPY_IN = 104;
  static final int COPY_RESULT = 105;
  static final int COPY_OUT = 106;
  static final int ADD = 107;
  static final int DROPOUT = 108;

  /** {@link ActivationKernel}. */
  static final int ACTIVATIONS = 200;

  static final int ACTIVATION_BACKWARD = 201;

  /** {@link ProductKernel}. */
  static final int PRODUCTS = 300;

  static final int PRODUCT = 301;

  /** {@link LossKernel}. */
  static final int LOSSES = 400;

  static final int SOFTMAX_CROSS_ENTROPY = 401;
  static final int SIGMOID_CROSS_ENTROPY = 402;
  static final int SQUARED_ERROR = 403;
  static final int SUM_PARTIALS = 404;

  /** {@link OptimizerKernel}. */
  static final int OPTIMIZERS = 500;

  static final int SUM_SQUARES = 501;
  static final int CLIP_FACTOR = 502;
  static final int SGD = 503;
  static final int ADAM_W = 504;

  /** {@link ConvolutionKernel}. */
  static final int CONVOLUTIONS = 600;

  static final int MULTIPLY_WINDOWS = 601;
  static final int SUM_BLOCKS = 602;
  static final int CHANNEL_SUMS = 603;

  /** {@link PoolingKernel}. */
  static final int POOLING = 700;

  static final int MAX_POOL = 701;
  static final int MAX_POOL_BACKWARD = 702;
  static final int AVERAGE_POOL = 703;
  static final int AVERAGE_POOL_BACKWARD = 704;

  /** {@link ImageNormKernel}. */
  static final int IMAGE_NORMS = 800;

  static final int NORMALIZE_BLOCKS = 801;
  static final int NORMALIZE_BY_RUNNING = 802;
  static final int NORM_CHANNELS = 803;
  static final int NORM_INPUTS = 804;

  /** {@link EmbeddingKernel}. */
  static final int EMBEDDINGS = 900;

  static final int EMBED = 901;
  static final int EMBED_TOKENS_BACKWARD = 902;
  static final int EMBED_POSITIONS_BACKWARD = 903;

  /** {@link NormKernel}. */
  static final int NORMS = 1000;

  static final int NORM = 1001;
  static final int NORM_BACKWARD = 1002;
  static final int NORM_PARAMETERS_BACKWARD = 1003;

  /** {@link DecoderKernel}. */
  static final int DECODERS = 1100;

  static final int ROTATE = 1101;
  static final int SWIGLU = 1102;
  static final int SWIGLU_BACKWARD = 1103;

  /** {@link AttentionKernel}. */
  static final int ATTENTIONS = 1200;

  static final int CAUSAL_SOFTMAX = 1201;
  static final int HEAD_PRODUCTS = 1202;
  static final int KEEP_KEYS_VALUES = 1203;
  static final int CACHED_ATTENTION = 1204;

  /** {@link SparseKernel}. */
  static final int SPARSE = 1300;

  static final int GATHER = 1301;
  static final int SCATTER = 1302;
  static final int SPARSE_PRODUCT = 1303;
  static final int SPARSE_PRODUCT_BACKWARD = 1304;
  static final int INTERACTION = 1305;
  static final int INTERACTION_BACKWARD = 1306;

  /** {@link EncodingKernel}. */
  static final int ENCODING = 1400;

  static final int DIFFERENCE = 1401;
  static final int MEASURE_BUCKETS = 1402;
  static final int ROUND_BUCKETS = 1403;
  static final int WITNESS = 1404;

  private Mode() {}
}
