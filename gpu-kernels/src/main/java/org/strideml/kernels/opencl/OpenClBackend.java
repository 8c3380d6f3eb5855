package org.strideml.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.strideml.kernels.AdamWStep;
import org.strideml.kernels.Arena;
import org.strideml.kernels.BucketCoder;
import org.strideml.kernels.CheckedBackend;
import org.strideml.kernels.Dense;
import org.strideml.kernels.DenseGradients;
import org.strideml.kernels.Device;
import org.strideml.kernels.DeviceFailedException;
import org.strideml.kernels.DeviceStateLostException;
import org.strideml.kernels.DeviceTraffic;
import org.strideml.kernels.Dropout;
import org.strideml.kernels.ImageOperations;
import org.strideml.kernels.Indices;
import org.strideml.kernels.LossOperations;
import org.strideml.kernels.NoDeviceException;
import org.strideml.kernels.Operation;
import org.strideml.kernels.SequenceOperations;
import org.strideml.kernels.SgdStep;
import org.strideml.kernels.SparseOperations;
import org.strideml.kernels.Tensor;

/**
 * Training operations on an OpenCL device; parameters, activations and optimizer state stay there.
 *
 * <p>The first operation seals the backend: all arenas made so far become one array on the device,
 * and later {@link #newArena} calls are refused. Operations are queued and run when something is
 * read, when a list is full, or when an index list they need is about to change. All sums have a
 * fixed order, so the same device gives the same bits for the same inputs.
 *
 * <p>A {@link DeviceStateLostException} or {@link DeviceFailedException} from any call means that
 * the device's contents are gone; only {@link #close} is useful then.
 */
public final class OpenClBackend extends CheckedBackend {
  /** Stands in commands for a tensor that is not given. */
  static final int NONE = -1;

  private static final int MOST_BLOCKS = 256;

  /** Beside the arenas: sums of groups, blocks of sums, and the canary, each aligned. */
  public static final long MOST_SCRATCH_BYTES =
      (long) Float.BYTES
          * (MOST_BLOCKS * ConvolutionKernel.BLOCK * ConvolutionKernel.BLOCK
              + Launcher.MOST_GROUPS
              + 3 * Arena.ALIGNMENT);

  private final String explanation;
  private final MemoryPlan plan;
  private final Launcher launcher;
  private final ResidentMemory resident;
  private final Tilings tilings;
  private final DenseCommands dense = new DenseCommands(this);
  private final LossCommands losses = new LossCommands(this);
  private final SequenceCommands sequence = new SequenceCommands(this);
  private final OptimizerCommands optimizers = new OptimizerCommands(this);
  private final ImageCommands images = new ImageCommands(this);
  private final SparseCommands sparse;
  private final List<OpenClArena> arenas = new ArrayList<>();
  private boolean sealed;
  private int partials;
  private int blocks;

  private OpenClBackend(OpenClDevices devices, OpenClDevice device, String explanation) {
    this.explanation = explanation;
    this.plan = new MemoryPlan(device);
    this.launcher = new Launcher(devices, device);
    this.resident = new ResidentMemory(launcher);
    this.tilings = Tuner.tilings(devices, device, launcher.groups());
    this.sparse = new SparseCommands(this);
  }

  /**
   * @param device as {@link OpenClDevices#find} knows it
   * @throws NoDeviceException when it is not there or cannot be used, with what is and what to do
   */
  public static OpenClBackend open(String device) {
    OpenClDevices devices = OpenClDevices.list();
    OpenClDevice chosen = devices.find(device);
    HumongousArrays.requireG1();
    if (chosen.maxWorkGroup() < GridKernel.GROUP
        || chosen.localMemoryBytes() < Float.BYTES * GridKernel.TILE) {
      throw new NoDeviceException(
          String.format(
              "%s is too small: the kernels need work groups of %d items that share %d bytes, and it"
                  + " has %d",
              chosen, GridKernel.GROUP, Float.BYTES * GridKernel.TILE, chosen.localMemoryBytes()));
    }
    return new OpenClBackend(devices, chosen, devices.explain(device, chosen));
  }

  /** Which device this is and why, one sentence. */
  public String explanation() {
    return explanation;
  }

  @Override
  public String name() {
    return "opencl";
  }

  @Override
  public Device device() {
    OpenClDevice device = launcher.device();
    return new Device(device.name(), device.vendor(), device.kind(), device.memoryBytes(), "");
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.values());
  }

  @Override
  public DeviceTraffic traffic() {
    return launcher.traffic();
  }

  /** Commands these executions carried out. */
  public long commands() {
    return launcher.commands();
  }

  @Override
  public boolean sealsMemory() {
    return true;
  }

  boolean isSealed() {
    return sealed;
  }

  ResidentMemory resident() {
    return resident;
  }

  @Override
  protected Arena newArenaK(String name, int capacity) {
    if (sealed) {
      throw new IllegalStateException(
          String.format(
              "arena %s of %d elements comes too late: the first operation has fixed the device's"
                  + " memory at %d elements; make all arenas before it",
              name, capacity, plan.elements()));
    }
    OpenClArena arena = new OpenClArena(this, name, plan.reserve(name, capacity), capacity);
    arenas.add(arena);
    return arena;
  }

  @Override
  protected Indices newIndicesK(int capacity) {
    return new OpenClIndices(resident, capacity);
  }

  @Override
  public Optional<BucketCoder> bucketCoder(int buckets, int words) {
    if (sealed) {
      throw new IllegalStateException("a bucket coder comes too late, after the first operation");
    }
    resident.reserveCoding(buckets, words);
    return Optional.of(new OpenClBucketCoder(this));
  }

  /** Starts the next command, sealing the backend if it is the first. */
  CommandList queue(int mode) {
    if (!sealed) {
      seal();
    }
    return resident.next().begin(mode);
  }

  private void seal() {
    partials = plan.reserve("scratch", launcher.groups());
    blocks =
        plan.reserve("blocks", blockCount() * ConvolutionKernel.BLOCK * ConvolutionKernel.BLOCK);
    int canary = plan.reserve("canary", 1);
    float[] image = resident.newImage(plan.elements());
    for (OpenClArena arena : arenas) {
      arena.imprint(image);
    }
    sealed = true;
    resident.start(image, canary);
  }

  /** First element of a tensor in the device's array; {@link #NONE} for none. */
  static int at(Tensor tensor) {
    return tensor == null ? NONE : ((OpenClArena) tensor.arena()).base() + tensor.offset();
  }

  @Override
  protected void fillK(Tensor x, float value) {
    queue(Mode.FILL).number(x.size()).tensor(x).fraction(value);
  }

  @Override
  protected void copyK(Tensor x, Tensor y) {
    queue(Mode.COPY).number(x.size()).tensor(x).tensor(y);
  }

  @Override
  protected void copyColumnsK(Tensor from, int fromColumn, Tensor to, int toColumn, int columns) {
    queue(Mode.COPY_COLUMNS)
        .number(from.rows())
        .number(columns)
        .number(at(from) + fromColumn)
        .number(from.columns())
        .number(at(to) + toColumn)
        .number(to.columns());
  }

  @Override
  protected void addK(Tensor x, Tensor y) {
    queue(Mode.ADD).number(x.size()).tensor(x).tensor(y);
  }

  @Override
  protected void dropoutK(Dropout dropout, Tensor x, Tensor y) {
    queue(Mode.DROPOUT)
        .number(x.size())
        .tensor(x)
        .tensor(y)
        .number(dropout.word0())
        .number(dropout.word1())
        .number(dropout.threshold())
        .fraction(dropout.scale());
  }

  @Override
  protected LossOperations lossesK() {
    return losses;
  }

  /** How products are cut on this device. */
  Tilings tilings() {
    return tilings;
  }

  /** Room for one partial sum per group. */
  int partials() {
    return partials;
  }

  @Override
  protected ImageOperations imagesK() {
    return images;
  }

  @Override
  protected SparseOperations sparseK() {
    return sparse;
  }

  /** Room for {@link #blockCount} blocks of a product. */
  int blocks() {
    return blocks;
  }

  /** Into how many blocks of sums a long product may be cut; the same on the same device. */
  int blockCount() {
    return Math.min(MOST_BLOCKS, launcher.groups());
  }

  @Override
  protected void denseForwardK(Dense layer, Tensor x, Tensor residual, Tensor pre, Tensor y) {
    dense.forward(layer, x, residual, pre, y);
  }

  @Override
  protected void denseBackwardK(
      Dense layer, Tensor x, Tensor pre, Tensor dy, Tensor dx, DenseGradients gradients) {
    dense.backward(layer, x, pre, dy, dx, gradients);
  }

  @Override
  protected SequenceOperations sequenceK() {
    return sequence;
  }

  @Override
  protected void clipScaleK(Tensor gradient, float maxNorm, Tensor scale) {
    optimizers.clipScale(gradient, maxNorm, scale);
  }

  @Override
  protected void sgdK(
      SgdStep step, Tensor parameters, Tensor gradient, Tensor gradientScale, Tensor momentum) {
    optimizers.sgd(step, parameters, gradient, gradientScale, momentum);
  }

  @Override
  protected void adamWK(
      AdamWStep step,
      Tensor parameters,
      Tensor gradient,
      Tensor gradientScale,
      Tensor m,
      Tensor v) {
    optimizers.adamW(step, parameters, gradient, gradientScale, m, v);
  }

  @Override
  protected void closeK() {
    resident.close();
  }
}
