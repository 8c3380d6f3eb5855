package org.strideml.kernels.opencl;

/** What else a Llama block needs: rotary positions and SwiGLU. */
abstract class DecoderKernel extends NormKernel {
  void decoderCommand(int mode, int at) {
    if (mode == Mode.ROTATE) {
      rotate(at);
    } else if (mode == Mode.SWIGLU) {
      swiglu(at);
    } else if (mode == Mode.SWIGLU_BACKWARD) {
      swigluBackward(at);
    }
  }

  /**
   * Turns queries and keys in place. Arguments: rows, time, heads, half a head's width, angles,
   * qkv; 1 forward, −1 back.
   */
  void rotate(int at) {
    int arm = commands[at + 4];
    // Queries and keys lie side by side: twice as many heads.
    int pairs = 2 * commands[at + 3] * arm;
    int count = commands[at + 1] * pairs;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int row = i / pairs;
      int pair = i - row * pairs;
      int head = pair / arm;
      int place = pair - head * arm;
      int angle = commands[at + 5] + row % commands[at + 2] * 2 * arm + place;
      int first = commands[at + 6] + row * 6 * commands[at + 3] * arm + head * 2 * arm + place;
      float cosine = memory[angle];
      float sine = constants[at] * memory[angle + arm];
      float x = memory[first];
      float y = memory[first + arm];
      memory[first] = x * cosine - y * sine;
      memory[first + arm] = y * cosine + x * sine;
    }
  }

  /** Arguments: rows, hidden width, gates and ups, y. */
  void swiglu(int at) {
    int hidden = commands[at + 2];
    int count = commands[at + 1] * hidden;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int from = commands[at + 3] + i + i / hidden * hidden;
      float gate = memory[from];
      memory[commands[at + 4] + i] = gate * sigmoid(gate) * memory[from + hidden];
    }
  }

  /** Arguments: rows, hidden width, gates and ups, dy, dGateUp. */
  void swigluBackward(int at) {
    int hidden = commands[at + 2];
    int count = commands[at + 1] * hidden;
    for (int i = turn() * GROUP + lane(); i < count; i += getNumGroups(1) * GROUP) {
      int place = i + i / hidden * hidden;
      float gate = memory[commands[at + 3] + place];
      float up = memory[commands[at + 3] + place + hidden];
      float d = memory[commands[at + 4] + i];
      float s = sigmoid(gate);
      memory[commands[at + 5] + place] = d * up * s * (1f + gate * sigmoid(-gate));
      memory[commands[at + 5] + place + hidden] = d * gate * s;
    }
  }
}
