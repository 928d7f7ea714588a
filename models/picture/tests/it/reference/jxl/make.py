"""JPEG XL files of the kinds that no encoder in Rust writes, and what libjxl makes of the lossy ones.

Writes `<name>.jxl` beside this file, and `lossy.png` and `jpeg.png`, which djxl decoded. Needs NumPy,
Pillow and the programs cjxl and djxl (made with NumPy 2.4, Pillow 12 and libjxl 0.7.0):

    python make.py

`no_profile.jxl` is `lossy_profile.jxl` with random changes, which brought the decoder down.
"""

import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 61, 47
SRGB = "color_space=RGB_D65_SRG_Rel_SRG"


def drawn():
    """The picture of `drawn.rs`."""
    y, x = numpy.mgrid[:HEIGHT, :WIDTH]
    texture = (x ^ y) % 4
    red = numpy.minimum(x * 2 + y + texture, 255)
    green = (x * x + 2 * y * y) // 48 % 256
    blue = 255 - (x + y) % 200 - texture
    return numpy.stack([red, green, blue], axis=2).astype(numpy.uint8)


def pnm(path, samples):
    """A PPM, a PGM, or a PAM where there is alpha; 16 bits where the samples have them."""
    height, width, channels = samples.shape
    most = numpy.iinfo(samples.dtype).max
    if channels in (1, 3):
        head = f"P{5 if channels == 1 else 6}\n{width} {height}\n{most}\n"
    else:
        kind = {2: "GRAYSCALE_ALPHA", 4: "RGB_ALPHA"}[channels]
        head = (
            f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {channels}\nMAXVAL {most}\n"
            f"TUPLTYPE {kind}\nENDHDR\n"
        )
    path.write_bytes(head.encode() + samples.astype(samples.dtype.newbyteorder(">")).tobytes())


def main():
    folder = pathlib.Path(tempfile.mkdtemp())

    def cjxl(source, name, *options):
        target = HERE / f"{name}.jxl"
        subprocess.run(["cjxl", "--quiet", source, target, "--container=0", *options], check=True)
        return target

    colours = drawn()
    plain, deep, small = folder / "plain.ppm", folder / "deep.ppm", folder / "jpeg.jpg"
    pnm(plain, colours)
    deep_colours = colours.astype(numpy.uint16) * 257
    pnm(deep, deep_colours)

    lossy = cjxl(plain, "lossy", "-d", "1")
    gamma = f"icc_pathname={HERE.parent / 'gamma.icc'}"
    cjxl(plain, "p3", "-d", "0", "-x", "color_space=RGB_D65_DCI_Rel_SRG")
    cjxl(plain, "profile", "-d", "0", "-x", gamma)
    cjxl(deep, "deep_profile", "-d", "0", "-x", gamma)
    cjxl(plain, "lossy_profile", "-d", "0.1", "-x", gamma)
    # Every level of light from black to the brightest, in grey.
    ramp = numpy.linspace(0, 65535, WIDTH).round().astype(numpy.uint16)
    pnm(folder / "pq.ppm", numpy.broadcast_to(ramp[None, :, None], (HEIGHT, WIDTH, 3)))
    cjxl(folder / "pq.ppm", "pq", "-d", "0", "-x", "color_space=RGB_D65_202_Rel_PeQ")

    alpha = (numpy.mgrid[:HEIGHT, :WIDTH].sum(axis=0) * 2).astype(numpy.uint8)[:, :, None]
    pnm(folder / "grey.pam", numpy.concatenate([colours[:, :, :1], alpha], axis=2))
    cjxl(folder / "grey.pam", "grey_alpha", "-d", "0")
    # Floating point numbers, from the lowest row to the highest.
    rows = (colours[::-1] / 255).astype("<f4").tobytes()
    (folder / "float.pfm").write_bytes(f"PF\n{WIDTH} {HEIGHT}\n-1.0\n".encode() + rows)
    cjxl(folder / "float.pfm", "float", "-d", "0", "-x", SRGB)

    # A JPEG that is packed without loss, and lies on its side (orientation 6).
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(colours).save(small, quality=95, exif=exif, subsampling=0)
    jpeg = cjxl(small, "jpeg", "-j", "1")

    frames = [Image.fromarray(colours).quantize(16), Image.fromarray(255 - colours).quantize(16)]
    frames[0].save(folder / "two.gif", save_all=True, append_images=frames[1:], duration=100)
    frames[0].convert("RGB").save(HERE / "animated.png")
    cjxl(folder / "two.gif", "animated", "-d", "0")

    for file in (lossy, jpeg):
        subprocess.run(["djxl", "--quiet", file, file.with_suffix(".png")], check=True)


main()
