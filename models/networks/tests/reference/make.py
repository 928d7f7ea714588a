"""Writes the reference outputs that `models/networks/tests/it/published.rs` compares the backbones with.

Every network here is an independent implementation, from torchvision or timm. Its tensors get
values that follow from their names alone, so that the test can make the same ones without a large
file. A reference file holds the names and shapes of the tensors and a sample of the last feature
maps.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make.py            # all of them
    venv/bin/python make.py resnet18   # some of them
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parent
SAMPLES = 256


def densenet(depth, layers):
    import torchvision

    network = getattr(torchvision.models, f"densenet{depth}")(weights=None)

    def maps(images):
        return torch.relu(network.features(images))

    config = {"architecture": "densenet", "layers": layers, "growth": 32, "stem": "imagenet"}
    return network, maps, config, "torchvision"


def efficientnet(scale, package):
    import timm
    import torchvision

    name = f"efficientnet_{scale}"
    if package == "timm":
        network = timm.create_model(name)
        maps = network.forward_features
    else:
        network = getattr(torchvision.models, name)(weights=None)
        maps = network.features
    config = {
        "architecture": "efficientnet",
        "scale": scale,
        "width": None,
        "stem_stride": 2,
        "stochastic_depth": 0.2,
    }
    return network, maps, config, package


def inception_resnet_v2():
    import timm

    network = timm.create_model("inception_resnet_v2")
    config = {
        "architecture": "inception_resnet_v2",
        "stem": "imagenet",
        "width": 32,
        "blocks": [10, 20, 10],
    }
    return network, network.forward_features, config, "timm"


def inception_v3():
    import torchvision

    network = torchvision.models.inception_v3(weights=None, init_weights=False)
    parts = dict(network.named_children())
    trunk = [parts[name] for name in parts if name not in {"AuxLogits", "avgpool", "dropout", "fc"}]
    config = {"architecture": "inception_v3", "stem": "imagenet", "width": 32}
    return network, torch.nn.Sequential(*trunk), config, "torchvision"


def maxvit(side, partition):
    from torchvision.models.maxvit import MaxVit

    # `maxvit_t` but for the partition, and with fewer blocks: through all of them values that are
    # drawn evenly make rounding errors grow to the tolerance.
    blocks = [2, 1, 2, 1]
    network = MaxVit(
        input_size=(side, side),
        stem_channels=64,
        partition_size=partition,
        block_channels=[64, 128, 256, 512],
        block_layers=blocks,
        head_dim=32,
        stochastic_depth_prob=0.2,
    )

    def maps(images):
        x = network.stem(images)
        for block in network.blocks:
            x = block(x)
        return x

    config = {
        "architecture": "maxvit",
        "width": 64,
        "blocks": blocks,
        "head": 32,
        "partition": partition,
        "stem_stride": 2,
        "stochastic_depth": 0.2,
    }
    return network, maps, config, "torchvision"


def mixnet(size):
    import timm

    network = timm.create_model(f"mixnet_{size}")
    config = {"architecture": "mixnet", "size": size, "width": None, "stem_stride": 2}
    return network, network.forward_features, config, "timm"


def resnet(depth):
    import torchvision

    network = getattr(torchvision.models, f"resnet{depth}")(weights=None)

    def maps(images):
        x = network.maxpool(network.relu(network.bn1(network.conv1(images))))
        return network.layer4(network.layer3(network.layer2(network.layer1(x))))

    config = {"architecture": "resnet", "depth": str(depth), "stem": "imagenet", "width": 64}
    return network, maps, config, "torchvision"


def vgg(depth, norm):
    import torchvision

    build = getattr(torchvision.models, f"vgg{depth}_bn" if norm else f"vgg{depth}")
    network = build(weights=None, init_weights=False)
    # The 120 million values of the real one would be made, and written by the test, for nothing.
    network.classifier = torch.nn.Sequential(torch.nn.Linear(2, 2))
    config = {"architecture": "vgg", "depth": str(depth), "norm": norm, "width": 64}
    return network, network.features, config, "torchvision"


def efficientnet_lite(scale):
    import timm

    network = timm.create_model(f"tf_efficientnet_{scale}")

    config = {
        "architecture": "efficientnet_lite",
        "trunk": {"scale": scale, "stages": 7},
        "earlier": [],
        "dropout": 0.2,
    }
    return network, network.forward_features, config, "timm"


def vit():
    from functools import partial

    from timm.models.vision_transformer import VisionTransformer

    side, width, depth = 64, 48, 3
    network = VisionTransformer(
        img_size=side,
        patch_size=16,
        embed_dim=width,
        depth=depth,
        num_heads=3,
        pre_norm=True,
        num_classes=7,
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-5),
        act_layer="quick_gelu",
    )
    # The last block is not read: what is published has more blocks than are computed.
    read = [1, 2]

    def maps(images):
        _, tokens = network.forward_intermediates(
            images, indices=[block - 1 for block in read], output_fmt="NLC", return_prefix_tokens=True
        )
        tokens = [torch.cat([prefix, patches], 1) for patches, prefix in tokens]
        tokens = [torch.nn.functional.layer_norm(after, [width], eps=1e-5) for after in tokens]
        patches = torch.cat([after[:, 1:] for after in tokens], 2)
        return patches.transpose(1, 2).unflatten(2, (side // 16, side // 16))

    config = {
        "architecture": "vit",
        "trunk": {
            "blocks": 2,
            "width": width,
            "heads": 3,
            "units": 4 * width,
            "patch": 16,
            "activation": "quick",
        },
        "read": read,
        "dropout": 0.2,
    }
    return network, maps, config, "timm"


def xception():
    import timm

    network = timm.create_model("legacy_xception")
    config = {"architecture": "xception", "stem": "imagenet", "width": 32, "middle_blocks": 8}
    return network, network.forward_features, config, "timm"


# Name of the reference file: how to make the network, and the side of its picture in pixels.
REFERENCES = {
    "densenet121": (lambda: densenet(121, [6, 12, 24, 16]), 64),
    "efficientnet_b0": (lambda: efficientnet("b0", "torchvision"), 64),
    "efficientnet_b4": (lambda: efficientnet("b4", "timm"), 64),
    "efficientnet_lite0": (lambda: efficientnet_lite("lite0"), 64),
    # Of an odd side at the fourth halving.
    "efficientnet_lite1": (lambda: efficientnet_lite("lite1"), 80),
    "efficientnet_lite2": (lambda: efficientnet_lite("lite2"), 64),
    "inception_resnet_v2": (inception_resnet_v2, 107),
    "inception_v3": (inception_v3, 107),
    "maxvit": (lambda: maxvit(64, 2), 64),
    "mixnet_l": (lambda: mixnet("l"), 64),
    "mixnet_s": (lambda: mixnet("s"), 64),
    "resnet18": (lambda: resnet(18), 64),
    "resnet50": (lambda: resnet(50), 64),
    "vgg11_bn": (lambda: vgg(11, True), 64),
    "vgg19": (lambda: vgg(19, False), 64),
    "vit": (vit, 64),
    "xception": (xception, 39),
}


def uniform(name, count):
    """`count` values in [-1, 1) that follow from `name`: SplitMix64 from its FNV-1a hash."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    z = np.uint64(seed) + (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2.0**23 - 1.0


def values(name, shape):
    """The values of a tensor, of a size that keeps activations near one."""
    count = int(np.prod(shape))
    unit = uniform(name, count)
    if name.endswith("running_var"):
        unit = 1.0 + 0.5 * unit
    elif len(shape) > 1:
        # Nothing is rectified between the two halves of a separable convolution.
        gain = 3.0 if name.endswith("pointwise.weight") else 6.0
        unit = unit * np.sqrt(gain / (count / shape[0]))
    elif name.endswith("weight"):
        unit = 1.0 + 0.2 * unit
    else:
        unit = 0.1 * unit
    return unit.astype(np.float32).reshape(shape)


def attention(network, images, config):
    """Maps of the attention for a head whose weights follow from its name: rollout, and toward both
    classes the weights times their gradients."""
    read, width = config["read"], config["trunk"]["width"]
    weights = []
    for block in network.blocks:
        block.attn.fused_attn = False

        def keep(_module, _inputs, output):
            output.retain_grad()
            weights.append(output)

        block.attn.attn_drop.register_forward_hook(keep)
    head = torch.from_numpy(uniform("explained", 2 * len(read) * width).astype(np.float32))
    _, tokens = network.forward_intermediates(
        images, indices=[block - 1 for block in read], output_fmt="NLC", return_prefix_tokens=True
    )
    tokens = [torch.cat([prefix, patches], 1) for patches, prefix in tokens]
    tokens = [torch.nn.functional.layer_norm(after, [width], eps=1e-5) for after in tokens]
    embedding = [after[:, 0] for after in tokens] + [after[:, 1:].mean(1) for after in tokens]
    logit = (torch.cat(embedding, 1) @ head).sum()
    logit.backward()
    weights = weights[: max(read)]
    shown = [kept.detach().double().numpy()[0] for kept in weights]
    slopes = [kept.grad.double().numpy()[0] for kept in weights]
    identity = np.eye(shown[0].shape[-1])

    flow = identity
    for kept in shown:
        flow = (0.5 * kept.mean(0) + 0.5 * identity) @ flow

    def relevance(sign):
        whole, rows = identity, 0.0
        for block, (kept, slope) in enumerate(zip(shown, slopes), 1):
            whole = whole + np.maximum(sign * kept * slope, 0.0).mean(0) @ whole
            if block in read:
                brought = whole - identity
                rows = rows + brought[0] + brought[1:].mean(0)
        return rows

    maps = {"rollout": flow[0], "real": relevance(-1.0), "synthetic": relevance(1.0)}
    maps = {key: [float(f"{value:.7g}") for value in row[1:]] for key, row in maps.items()}
    return {"logit": float(logit.detach()), **maps}


def make(name):
    build, side = REFERENCES[name]
    network, maps, config, package = build()
    network.eval()
    state = {
        key: tensor
        for key, tensor in network.state_dict().items()
        if tensor.is_floating_point()
    }
    tensors = {key: list(tensor.shape) for key, tensor in state.items()}
    network.load_state_dict(
        {key: torch.from_numpy(values(key, shape)) for key, shape in tensors.items()},
        strict=False,
    )
    images = torch.from_numpy(uniform("images", 3 * side * side).astype(np.float32).reshape(1, 3, side, side))
    with torch.no_grad():
        output = maps(images)
    flat = output.flatten().double().numpy()
    step = max(1, len(flat) // SAMPLES)
    reference = {
        "made_with": {key: version(key) for key in ("numpy", package, "torch")},
        "config": config,
        "side": side,
        "shape": list(output.shape),
        "step": step,
        "samples": [float(f"{value:.7g}") for value in flat[::step]],
        "tensors": [[key, *shape] for key, shape in tensors.items()],
    }
    if name == "vit":
        reference["attention"] = attention(network, images, config)
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in reference.items())
    (FOLDER / f"{name}.json").write_text("{\n" + lines + "\n}\n")
    print(name, list(output.shape), "largest", float(np.abs(flat).max()))


if __name__ == "__main__":
    for reference_name in sys.argv[1:] or REFERENCES:
        make(reference_name)
