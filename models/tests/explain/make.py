"""Writes what `models/tests/it/explanations.rs` compares the explanations with.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytorch_grad_cam.base_cam
import torch
from lime.lime_base import LimeBase
from pytorch_grad_cam import AblationCAM, GradCAM, LayerCAM, ScoreCAM

FOLDER = Path(__file__).parent
SIDE, VIEWS, FILTERS, UNITS = 20, 2, 6, 8


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
    count = int(np.prod(shape))
    unit = uniform(name, count)
    unit = unit * np.sqrt(6.0 / (count / shape[0])) if len(shape) > 1 else 0.1 * unit
    return torch.from_numpy(unit.astype(np.float32).reshape(shape))


def network():
    """`CifakeCnn` with two layers and a dense one; the seam is behind the second rectifier."""
    layers = torch.nn.Sequential(
        torch.nn.Conv2d(3, FILTERS, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(FILTERS, FILTERS, 3),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(FILTERS * 3 * 3, UNITS),
        torch.nn.ReLU(),
        torch.nn.Linear(UNITS, 1),
    )
    names = {0: "convolutions.0", 3: "convolutions.1", 7: "dense.0", 9: "output"}
    with torch.no_grad():
        for place, name in names.items():
            layer = layers[place]
            layer.weight.copy_(values(f"{name}.weight", list(layer.weight.shape)))
            layer.bias.copy_(values(f"{name}.bias", list(layer.bias.shape)))
    return layers.eval()


def rounded(array):
    return [float(f"{value:.7g}") for value in np.asarray(array, dtype=np.float64).flatten()]


def cams():
    # The maps as they are, and not laid over the picture and scaled to [0, 1].
    pytorch_grad_cam.base_cam.scale_cam_image = lambda cam, target_size=None: cam

    # Score-CAM's paper does not say how a map is laid over a picture: this program lays the corners' cells
    # on the corners, ours has each cell cover its own part of the picture, as the maps are shown.
    def upsample(size):
        return torch.nn.Upsample(size=tuple(size), mode="bilinear", align_corners=False)

    torch.nn.UpsamplingBilinear2d = upsample
    layers = network()
    images = uniform("images", VIEWS * 3 * SIDE * SIDE).astype(np.float32)
    images = torch.from_numpy(images.reshape(VIEWS, 3, SIDE, SIDE))
    logits = layers(images).detach().numpy()[:, 0]
    methods = {
        "grad_cam": GradCAM,
        "layer_cam": LayerCAM,
        "ablation_cam": AblationCAM,
        "score_cam": ScoreCAM,
    }
    maps = []
    for name, method in methods.items():
        for view in range(VIEWS):
            for toward, sign in (("real", -1.0), ("synthetic", 1.0)):
                # The paper divides what is lost by the logit, which turns the map around where it is
                # negative: it explains what a view points to.
                if name == "ablation_cam" and sign * logits[view] < 0:
                    continue
                # The layer that it puts in place of the rectifier stays there.
                layers = network()
                cam = method(model=layers, target_layers=[layers[4]])
                found = cam(images[view : view + 1], targets=[lambda output: sign * output[0]])[0]
                maps.append(
                    {
                        "method": name,
                        "view": view,
                        "toward": toward,
                        "shape": list(found.shape),
                        "values": rounded(found),
                    }
                )
                print(name, view, toward, "largest", float(found.max()))
    return {
        "made_with": {key: version(key) for key in ("grad-cam", "numpy", "torch")},
        "config": {
            "architecture": "cifake_cnn",
            "filters": FILTERS,
            "layers": 2,
            "dense_units": UNITS,
            "dense_layers": 1,
        },
        "side": SIDE,
        "views": VIEWS,
        "logits": rounded(logits),
        "maps": maps,
    }


def ridge():
    segments, samples, width = 12, 60, 0.25
    random = np.random.default_rng(3)
    kept = random.integers(0, 2, (samples, segments))
    kept[0] = 1
    kept[1] = 0
    scores = kept @ random.normal(size=segments) + 0.3 * random.normal(size=samples) - 0.7
    from sklearn.metrics import pairwise_distances

    distances = pairwise_distances(kept, kept[0].reshape(1, -1), metric="cosine").ravel()

    def kernel(d):
        # That of `lime_image`.
        return np.sqrt(np.exp(-(d**2) / width**2))

    intercept, weights, _, _ = LimeBase(kernel, random_state=1).explain_instance_with_data(
        kept, scores.reshape(-1, 1), distances, 0, segments, feature_selection="none"
    )
    ordered = np.zeros(segments)
    for place, weight in weights:
        ordered[place] = weight
    return {
        "made_with": {key: version(key) for key in ("lime", "numpy", "scikit-learn")},
        "kernel_width": width,
        "ridge": 1.0,
        "kept": ["".join(map(str, row)) for row in kept],
        "scores": [float(score) for score in scores],
        "sample_weights": [float(weight) for weight in kernel(distances)],
        "intercept": float(intercept),
        "weights": [float(weight) for weight in ordered],
    }


for file, made in (("cams", cams()), ("ridge", ridge())):
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in made.items())
    (FOLDER / f"{file}.json").write_text("{\n" + lines + "\n}\n")
