//! Profiles that the tests make, from chromaticities and curves.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder};

/// The white of profiles, as XYZ.
pub const D50: [f64; 3] = [0.9642, 1.0, 0.8249];

/// A space of colours: the chromaticities of red, green, blue and white, and a gamma; 0 for the
/// curve of sRGB.
#[derive(Clone, Copy)]
pub struct Space {
    pub name: &'static str,
    pub primaries: [[f64; 2]; 3],
    pub white: [f64; 2],
    pub gamma: f64,
}

pub const SRGB: Space = Space {
    name: "sRGB IEC61966-2.1",
    primaries: [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]],
    white: [0.3127, 0.3290],
    gamma: 0.0,
};
pub const DISPLAY_P3: Space = Space {
    name: "Display P3",
    primaries: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06]],
    ..SRGB
};
pub const ADOBE_RGB: Space = Space {
    name: "Adobe RGB (1998)",
    primaries: [[0.64, 0.33], [0.21, 0.71], [0.15, 0.06]],
    gamma: 563.0 / 256.0,
    ..SRGB
};
pub const PROPHOTO: Space = Space {
    name: "ProPhoto RGB",
    primaries: [[0.7347, 0.2653], [0.1596, 0.8404], [0.0366, 0.0001]],
    white: [0.3457, 0.3585],
    gamma: 1.8,
};

type Matrix = [[f64; 3]; 3];

pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let entry = |row: usize, column: usize| (0..3).map(|k| a[row][k] * b[k][column]).sum();
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| entry(row, column)))
}

pub fn times(matrix: &Matrix, column: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| (0..3).map(|k| row[k] * column[k]).sum())
}

pub fn inverse(m: &Matrix) -> Matrix {
    let minor = |row: usize, column: usize| {
        let [r1, r2] = [(row + 1) % 3, (row + 2) % 3];
        let [c1, c2] = [(column + 1) % 3, (column + 2) % 3];
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|column| m[0][column] * minor(0, column)).sum();
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| minor(column, row) / determinant))
}

fn xyz([x, y]: [f64; 2]) -> [f64; 3] {
    [x / y, 1.0, (1.0 - x - y) / y]
}

impl Space {
    /// From linear light to XYZ with the white of profiles, adapted by Bradford's method.
    pub fn matrix(&self) -> Matrix {
        let columns = self.primaries.map(xyz);
        let primaries = [0, 1, 2].map(|row| [0, 1, 2].map(|column: usize| columns[column][row]));
        let white = xyz(self.white);
        let scales = times(&inverse(&primaries), white);
        let scaled =
            primaries.map(|row| [row[0] * scales[0], row[1] * scales[1], row[2] * scales[2]]);
        let bradford = [
            [0.8951, 0.2664, -0.1614],
            [-0.7502, 1.7135, 0.0367],
            [0.0389, -0.0685, 1.0296],
        ];
        let (from, to) = (times(&bradford, white), times(&bradford, D50));
        let gain = [0, 1, 2].map(|row: usize| {
            let mut gains = [0.0; 3];
            gains[row] = to[row] / from[row];
            gains
        });
        let adapt = product(&inverse(&bradford), &product(&gain, &bradford));
        product(&adapt, &scaled)
    }

    /// Linear light of a stored value.
    pub fn light(&self, x: f64) -> f64 {
        match self.gamma {
            0.0 if x <= 0.04045 => x / 12.92,
            0.0 => ((x + 0.055) / 1.055).powf(2.4),
            gamma => x.powf(gamma),
        }
    }

    /// The stored value of linear light.
    pub fn stored(&self, light: f64) -> f64 {
        match self.gamma {
            0.0 if light <= 0.04045 / 12.92 => light * 12.92,
            0.0 => 1.055 * light.powf(1.0 / 2.4) - 0.055,
            gamma => light.powf(1.0 / gamma),
        }
    }

    /// The stored values in this space of stored values in `from`, all in `[0, 1]`.
    pub fn convert(&self, from: &Self, stored: [f64; 3]) -> [f64; 3] {
        let xyz = times(&from.matrix(), stored.map(|value| from.light(value)));
        let linear = times(&inverse(&self.matrix()), xyz);
        linear.map(|light| self.stored(light.clamp(0.0, 1.0)))
    }

    /// A profile of the space.
    pub fn profile(&self) -> Vec<u8> {
        let curve = if self.gamma == 0.0 {
            sampled(1024, |x| self.light(x))
        } else {
            let gamma = (self.gamma * 256.0).round() as u16;
            [&b"curv\0\0\0\0\0\0\0\x01"[..], &gamma.to_be_bytes()].concat()
        };
        self.with_curve(&curve)
    }

    /// The same with another curve.
    pub fn with_curve(&self, curve: &[u8]) -> Vec<u8> {
        let matrix = self.matrix();
        let column = |column: usize| xyz_tag([0, 1, 2].map(|row: usize| matrix[row][column]));
        let tags = [
            (b"desc", described(self.name)),
            (b"wtpt", xyz_tag(D50)),
            (b"rXYZ", column(0)),
            (b"gXYZ", column(1)),
            (b"bXYZ", column(2)),
            (b"rTRC", curve.to_vec()),
            (b"gTRC", curve.to_vec()),
            (b"bTRC", curve.to_vec()),
        ];
        profile(b"mntrRGB XYZ ", &tags)
    }
}

/// A curve of so many samples.
pub fn sampled(count: u32, curve: impl Fn(f64) -> f64) -> Vec<u8> {
    let last = f64::from(count - 1);
    let samples = (0..count).flat_map(|index| {
        let value = (curve(f64::from(index) / last) * 65535.0).round() as u16;
        value.to_be_bytes()
    });
    [
        b"curv\0\0\0\0".to_vec(),
        count.to_be_bytes().to_vec(),
        samples.collect(),
    ]
    .concat()
}

fn described(name: &str) -> Vec<u8> {
    let length = (name.len() as u32 + 1).to_be_bytes();
    [b"desc\0\0\0\0", &length[..], name.as_bytes(), &[0; 79]].concat()
}

fn xyz_tag(values: [f64; 3]) -> Vec<u8> {
    let fixed = values.map(|value| ((value * 65536.0).round() as i32).to_be_bytes());
    [&b"XYZ \0\0\0\0"[..], &fixed.concat()].concat()
}

/// A profile of version 2.1 with these tags; `kind` is its class, its colours and those that they
/// are turned into.
pub fn profile(kind: &[u8; 12], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut header = vec![0; 128];
    header[8..10].copy_from_slice(&[2, 0x10]);
    header[12..24].copy_from_slice(kind);
    header[24..36].copy_from_slice(&[7, 234, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    header[36..40].copy_from_slice(b"acsp");
    let (mut table, mut data) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    for (name, tag) in tags {
        let at = 132 + 12 * tags.len() + data.len();
        table.extend(*name);
        table.extend((at as u32).to_be_bytes());
        table.extend((tag.len() as u32).to_be_bytes());
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut bytes = [header, table, data].concat();
    let length = (bytes.len() as u32).to_be_bytes();
    bytes[..4].copy_from_slice(&length);
    bytes
}

/// `picture` as a file with `profile`.
pub fn png_with(picture: &DynamicImage, profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    written(PngEncoder::new(&mut bytes), picture, profile);
    bytes
}

pub fn webp_with(picture: &DynamicImage, profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    written(WebPEncoder::new_lossless(&mut bytes), picture, profile);
    bytes
}

pub fn jpeg_with(picture: &DynamicImage, profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    written(
        JpegEncoder::new_with_quality(&mut bytes, 100),
        picture,
        profile,
    );
    bytes
}

fn written(mut encoder: impl ImageEncoder, picture: &DynamicImage, profile: &[u8]) {
    encoder
        .set_icc_profile(profile.to_vec())
        .expect("a place for it");
    picture
        .write_with_encoder(encoder)
        .expect("writing to memory");
}
