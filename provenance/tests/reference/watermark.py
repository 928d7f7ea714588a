"""Marks pictures with the library invisible-watermark, and writes what its decoder reads of them.

    pip install invisible-watermark==0.2.0 opencv-python-headless PyWavelets pillow numpy
    python watermark.py

The pictures are sums of waves, so that they belong to nobody. `watermark.json` has, for each
picture and each length of message, the bits that the decoder reads from whole numbers and from
floats.
"""

import json
from pathlib import Path

import numpy as np
from imwatermark import WatermarkDecoder, WatermarkEncoder
from PIL import Image

HERE = Path(__file__).parent
SDXL = bin(0b101100111110110010010000011110111011000110011110)[2:]
LENGTHS = [136, 32, 48, 46]
WIDTH, HEIGHT = 300, 264


def waves(seed: int) -> np.ndarray:
    """A smooth picture, RGB, bytes."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = []
    for _ in range(3):
        plane = np.full((HEIGHT, WIDTH), 128.0)
        for _ in range(6):
            fx, fy = random.uniform(-0.06, 0.06, 2)
            plane += 14 * np.sin(fx * x + fy * y + random.uniform(0, 6.28))
        planes.append(plane)
    return np.clip(np.stack(planes, axis=-1), 0, 255).astype(np.uint8)


def marked(rgb: np.ndarray, kind: str, message, floats: bool) -> np.ndarray:
    encoder = WatermarkEncoder()
    encoder.set_watermark(kind, message)
    bgr = rgb[:, :, ::-1].copy()
    if floats:
        # As StableDiffusionXLWatermarker of diffusers: floats, rounded when the picture is saved.
        out = encoder.encode(bgr.astype(np.float32), "dwtDct")
        return np.clip(np.round(out[:, :, ::-1]), 0, 255).astype(np.uint8)
    # As put_watermark in scripts/txt2img.py of Stable Diffusion 1.
    return encoder.encode(bgr, "dwtDct")[:, :, ::-1].copy()


def read(rgb: np.ndarray, length: int, floats: bool) -> str:
    bgr = rgb[:, :, ::-1].copy()
    bits = WatermarkDecoder("bits", length).decode(bgr.astype(np.float32) if floats else bgr, "dwtDct")
    return "".join("1" if bit else "0" for bit in bits)


def main() -> None:
    pictures = {
        "plain": waves(1),
        "sd1": marked(waves(2), "bytes", b"StableDiffusionV1", floats=False),
        "sdxl": marked(waves(3), "bits", [int(bit) for bit in SDXL], floats=True),
    }
    golden = {}
    for name, rgb in pictures.items():
        Image.fromarray(rgb).save(HERE / f"watermark-{name}.webp", lossless=True, method=6)
        golden[name] = [
            {
                "length": length,
                "whole": read(rgb, length, floats=False),
                "float": read(rgb, length, floats=True),
            }
            for length in LENGTHS
        ]
    (HERE / "watermark.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
