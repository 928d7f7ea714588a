"""Times the training of a network with PyTorch, as `spectrafide-trainer bench` does with Burn.

The networks are those of the JSON files beside this one, and so are batch, loss, optimiser and
data: random views in memory, binary cross entropy on one logit, Adam, and the loss read back after
each step. Kernels run as they are called; nothing is compiled.

    python pytorch.py --network cifake_cnn.json --batch 64 --steps 20

`cargo xtask bench training` runs both and compares them.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import torch
from torch import nn

BATCHES = 4


def cifake_cnn():
    """`models/src/network/cifake_cnn.rs`: two unpadded convolutions of 32 filters, 64 units, 32 px."""
    return nn.Sequential(
        nn.Conv2d(3, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 6 * 6, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
    )


def conv_norm(inputs, outputs, side, stride=1):
    conv = nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    """`models/src/layers/residual.rs`."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = conv_norm(inputs, outputs, 3, stride)
        self.second = conv_norm(outputs, outputs, 3)
        projects = stride != 1 or inputs != outputs
        self.shortcut = conv_norm(inputs, outputs, 1, stride) if projects else nn.Identity()

    def forward(self, x):
        y = torch.relu(self.first(x))
        return torch.relu(self.second(y) + self.shortcut(x))


def resnet18():
    """`models/networks/src/arch/resnet.rs` with 18 layers and the small stem."""
    layers = [conv_norm(3, 64, 3), nn.ReLU()]
    channels = 64
    for stage in range(4):
        width = 64 << stage
        for block in range(2):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(BasicBlock(channels, width, stride))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1))


NETWORKS = {"cifake_cnn": cifake_cnn, "resnet18": resnet18}


def numbers(network):
    """Parameters and the running moments of normalisations, as Burn counts them."""
    buffers = (buffer for buffer in network.buffers() if buffer.is_floating_point())
    return sum(tensor.numel() for tensor in [*network.parameters(), *buffers])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--warm-up", type=int, default=3)
    parser.add_argument("--device", default="cpu")
    settings = parser.parse_args()

    device = torch.device(settings.device)
    network = NETWORKS[settings.network.stem]().to(device).train()
    loss_of = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    shape = (settings.batch, 3, settings.side, settings.side)
    images = [torch.rand(shape) * 4 - 2 for _ in range(BATCHES)]
    targets = (torch.arange(settings.batch) % 2).float().unsqueeze(1)

    step_millis = []
    for index in range(settings.warm_up + settings.steps):
        started = time.perf_counter()
        loss = loss_of(network(images[index % BATCHES].to(device)), targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        if index >= settings.warm_up:
            step_millis.append((time.perf_counter() - started) * 1e3)

    median = statistics.median(step_millis)
    timing = {
        "device": settings.device,
        "parameters": numbers(network),
        "step_millis": step_millis,
        "median_step_millis": median,
        "views_per_second": settings.batch * 1e3 / median,
    }
    print(json.dumps(timing))


if __name__ == "__main__":
    main()
