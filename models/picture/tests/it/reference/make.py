"""Profiles of every kind that is read, and what littleCMS makes of colours by them.

Writes `<name>.icc` and `<name>.txt` beside this file: a line of stored values and sRGB a colour.
Perceptual intent, and black becomes black, as programs for pictures show it. Needs Pillow with
littleCMS (made with Pillow 12 and littleCMS 2.19):

    python make.py
"""

import io
import itertools
import math
import pathlib
import struct

from PIL import Image, ImageCms

HERE = pathlib.Path(__file__).parent
D50 = (0.9642, 1.0, 0.8249)
# No optimisation and no cache: colours are worked out one by one.
FLAGS = 0x0100 | 0x0040


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def xyz(values):
    return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))


def desc(name):
    text = name.encode() + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def samples(count, curve):
    values = [round(65535 * curve(i / (count - 1))) for i in range(count)]
    return b"curv\0\0\0\0" + struct.pack(f">I{count}H", count, *values)


def parametric(kind, *values):
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(map(fixed, values))


def padded(data):
    return data + bytes(-len(data) % 4)


def profile(version, kind, space, pcs, tags):
    tags = {"desc": desc("made by make.py"), "cprt": b"text\0\0\0\0none\0", "wtpt": xyz(D50)} | tags
    at = 132 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += name.encode() + struct.pack(">II", at + len(body), len(data))
        body += padded(data)
    header = struct.pack(">I4sI4s4s4s", at + len(body), b"\0\0\0\0", version << 20, kind, space, pcs)
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(fixed, D50))
    return header.ljust(128, b"\0") + table + body


def printed(c, m, y, k):
    """Lab of inks on paper, of no press that exists: lightness and colour go with the inks."""
    light = (1 - 0.35 * c) * (1 - 0.45 * m) * (1 - 0.08 * y) * (1 - 0.88 * k)
    lightness = 96 * light ** 0.8
    rest = 1 - k
    a = rest * (-38 * c * (1 - m) + 74 * m * (1 - 0.4 * c) - 4 * y)
    b = rest * (-48 * c * (1 - 0.8 * y) - 6 * m + 92 * y * (1 - 0.5 * c))
    return lightness, a, b


def lut8(grid, curve):
    head = b"mft1\0\0\0\0" + bytes([4, 3, grid, 0]) + b"".join(fixed(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = bytes(round(255 * curve(i / 255)) for i in range(256)) * 4
    body = b""
    for inks in itertools.product(range(grid), repeat=4):
        l, a, b = printed(*(ink / (grid - 1) for ink in inks))
        body += bytes(max(0, min(255, round(v))) for v in (l * 2.55, a + 128, b + 128))
    return head + table + body + bytes(range(256)) * 3


def lut16(grid):
    head = b"mft2\0\0\0\0" + bytes([4, 3, grid, 0]) + b"".join(fixed(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    head += struct.pack(">HH", 17, 2)
    curve = struct.pack(">17H", *(round(65535 * (i / 16) ** 1.2) for i in range(17))) * 4
    body = b""
    for inks in itertools.product(range(grid), repeat=4):
        l, a, b = printed(*(ink / (grid - 1) for ink in inks))
        body += struct.pack(">3H", round(l * 652.8), round((a + 128) * 256), round((b + 128) * 256))
    return head + curve + body + struct.pack(">6H", 0, 65535, 0, 65535, 0, 65535)


def lut_ab(grid):
    """Of a screen: curves, a grid, curves, a matrix and curves, to XYZ."""
    curves = [padded(parametric(0, 1.1))] * 3
    middle = [padded(parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))] * 3
    last = [padded(parametric(0, 1.0))] * 3
    sides = bytes([grid] * 3).ljust(16, b"\0") + b"\2\0\0\0"
    body = b""
    for r, g, b in itertools.product(range(grid), repeat=3):
        r, g, b = (v / (grid - 1) for v in (r, g, b))
        mixed = (0.92 * r + 0.05 * g + 0.03 * b, 0.04 * r + 0.94 * g + 0.02 * b, 0.02 * r + 0.06 * g + 0.92 * b)
        body += struct.pack(">3H", *(round(65535 * v) for v in mixed))
    half = 32768 / 65535
    matrix = [v * half for v in (0.5151, 0.2920, 0.1571, 0.2412, 0.6922, 0.0666, -0.0011, 0.0419, 0.7841)]
    matrix = b"".join(map(fixed, matrix)) + b"".join(map(fixed, (0, 0, 0)))
    parts = [b"".join(last), matrix, b"".join(middle), padded(sides + body), b"".join(curves)]
    offsets, at = [], 32
    for part in parts:
        offsets.append(at)
        at += len(part)
    return b"mAB \0\0\0\0" + bytes([3, 3, 0, 0]) + struct.pack(">5I", *offsets) + b"".join(parts)


ADOBE = {"rXYZ": (0.60974, 0.31111, 0.01947), "gXYZ": (0.20528, 0.62567, 0.06087), "bXYZ": (0.14919, 0.06322, 0.74457)}
P3 = {"rXYZ": (0.51512, 0.24120, -0.00105), "gXYZ": (0.29198, 0.69225, 0.04189), "bXYZ": (0.15710, 0.06657, 0.78407)}


def shaped(version, primaries, curve):
    tags = {name: xyz(value) for name, value in primaries.items()}
    return profile(version, b"mntr", b"RGB ", b"XYZ ", tags | {f"{c}TRC": curve for c in "rgb"})


def srgb(x):
    return x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4


def lightness(x):
    """The curve of ECI RGB, that of CIE lightness."""
    return x * 100 / 903.3 if x * 100 <= 8 else ((x * 100 + 16) / 116) ** 3


PROFILES = {
    "gamma": ("RGB", shaped(0x21, ADOBE, gamma(563 / 256))),
    "sampled": ("RGB", shaped(0x21, P3, samples(1024, srgb))),
    "parametric": ("RGB", shaped(0x40, P3, parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))),
    "lightness": ("RGB", shaped(0x21, ADOBE, samples(256, lightness))),
    "linear": ("RGB", shaped(0x21, ADOBE, b"curv\0\0\0\0\0\0\0\0")),
    "screen": ("RGB", profile(0x42, b"mntr", b"RGB ", b"XYZ ", {"A2B0": lut_ab(9)})),
    "grey": ("L", profile(0x21, b"mntr", b"GRAY", b"XYZ ", {"kTRC": gamma(1.8)})),
    "grey_lightness": ("L", profile(0x21, b"mntr", b"GRAY", b"Lab ", {"kTRC": gamma(1.2)})),
    "inks8": ("CMYK", profile(0x21, b"prtr", b"CMYK", b"Lab ", {"A2B0": lut8(5, lambda x: x ** 0.9)})),
    "inks16": ("CMYK", profile(0x21, b"prtr", b"CMYK", b"Lab ", {"A2B0": lut16(5)})),
}


def colours(mode):
    if mode == "L":
        return [(v,) for v in range(0, 256, 5)]
    if mode == "RGB":
        return list(itertools.product(range(0, 256, 51), repeat=3)) + [(7, 20, 3), (130, 128, 126), (250, 249, 241)]
    return list(itertools.product((0, 60, 140, 255), repeat=4)) + [(10, 5, 5, 2), (60, 50, 50, 20), (33, 77, 99, 200)]


for name, (mode, data) in PROFILES.items():
    (HERE / f"{name}.icc").write_bytes(data)
    stored = colours(mode)
    picture = Image.new(mode, (len(stored), 1))
    picture.putdata([c[0] if mode == "L" else c for c in stored])
    source = ImageCms.ImageCmsProfile(io.BytesIO(data))
    found = ImageCms.profileToProfile(
        picture, source, ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB", flags=FLAGS | 0x2000
    )
    lines = [" ".join(map(str, a + b)) for a, b in zip(stored, found.get_flattened_data())]
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")
