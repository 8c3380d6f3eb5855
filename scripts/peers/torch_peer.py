#!/usr/bin/env python3
"""One process of local SGD on PyTorch, for scripts/stride bench peers.

Arguments are key=value; `round` on standard input asks for a round's local steps and the average
over all processes, `product N` for the speed of a matrix product. Every answer is a line.
"""
import sys
import time

import torch
import torch.distributed as distributed
from torch import nn
from torch.nn import functional as F

FUSED = hasattr(F, "scaled_dot_product_attention")


class Mlp(nn.Module):
    ROWS = 1024

    def __init__(self, widths, batch):
        super().__init__()
        self.batch = batch
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        self.layers = nn.Sequential(*layers[:-1])
        self.rows = torch.rand(self.ROWS, widths[0])
        self.labels = torch.randint(widths[-1], (self.ROWS,))

    def forward(self):
        places = torch.randint(self.ROWS, (self.batch,))
        return F.cross_entropy(self.layers(self.rows[places]), self.labels[places])


class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attend, self.projection = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.gelu = nn.GELU(approximate="tanh")
        self.later = torch.ones(context, context).triu(1).bool()

    def attention(self, x):
        batch, time_, width = x.shape
        parts = self.attend(x).view(batch, time_, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        if FUSED:
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = q @ k.transpose(2, 3) * (width // self.heads) ** -0.5
            mixed = scores.masked_fill(self.later, float("-inf")).softmax(-1) @ v
        return self.projection(mixed.transpose(1, 2).reshape(batch, time_, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.contract(self.gelu(self.expand(self.norm2(x))))


class Gpt(nn.Module):
    TOKENS = 1 << 18

    def __init__(self, layers, heads, width, context, vocabulary, batch):
        super().__init__()
        self.batch, self.context = batch, context
        self.tokens = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads, context) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.text = torch.randint(vocabulary, (self.TOKENS,))
        self.window = torch.arange(context + 1)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, 0, 0.02)

    def forward(self):
        starts = torch.randint(self.TOKENS - self.context - 1, (self.batch, 1))
        ids = self.text[starts + self.window]
        x = self.tokens(ids[:, :-1]) + self.positions(self.window[:-1])
        logits = self.norm(self.blocks(x)) @ self.tokens.weight.T
        return F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())


class Worker:
    def __init__(self, settings):
        rank, processes = int(settings["rank"]), int(settings["processes"])
        torch.set_num_threads(1)
        torch.manual_seed(1)
        self.period = int(settings["period"])
        self.bf16 = settings["precision"] == "bf16"
        shape = [int(n) for n in settings["shape"].split(",")]
        batch = int(settings["batch"])
        self.model = Mlp(shape, batch) if settings["model"] == "mlp" else Gpt(*shape, batch)
        if settings["optimizer"] == "sgd":
            self.optimizer = torch.optim.SGD(self.model.parameters(), 0.01, momentum=0.9)
        else:
            self.optimizer = torch.optim.AdamW(
                self.model.parameters(), 1e-3, betas=(0.9, 0.99), weight_decay=0.1)
        self.processes = processes
        distributed.init_process_group(
            "gloo", init_method="file://" + settings["exchange"], rank=rank, world_size=processes)
        torch.manual_seed(1000 + rank)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bf16):
            loss = self.model()
        loss.backward()
        self.optimizer.step()
        return loss

    def round(self):
        before = time.process_time()
        for _ in range(self.period):
            loss = self.step()
        with torch.no_grad():
            flat = nn.utils.parameters_to_vector(self.model.parameters())
            distributed.all_reduce(flat)
            nn.utils.vector_to_parameters(flat / self.processes, self.model.parameters())
        return f"{time.process_time() - before} {loss.item()}"

    def gigaflops(self, size):
        kind = torch.bfloat16 if self.bf16 else torch.float32
        a, b = torch.rand(size, size).to(kind), torch.rand(size, size).to(kind)
        runs = max(1, round(2e10 / (2 * size ** 3)))
        a @ b
        start = time.perf_counter()
        for _ in range(runs):
            a @ b
        return 2e-9 * size ** 3 * runs / (time.perf_counter() - start)


def main(arguments):
    if arguments == ["--version"]:
        print(torch.__version__)
        return
    worker = Worker(dict(argument.split("=", 1) for argument in arguments))
    print(f"PyTorch {torch.__version__} on one thread,",
          "fused attention" if FUSED else "attention written out", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "round":
            answer = worker.round()
        elif words[0] == "product":
            answer = worker.gigaflops(int(words[1]))
        else:
            raise ValueError(f"expected round or product, got {line!r}")
        print(answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
