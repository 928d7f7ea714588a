//! Between colours as profiles name them and sRGB.
//!
//! Colours are relative to the white of ICC profiles, D50. Sources: IEC 61966-2-1 for the curve,
//! ICC.1:2022, 6.3.4 and annex A for the encodings of Lab and XYZ.

/// White, as XYZ.
pub(super) const WHITE: [f64; 3] = [0.9642, 1.0, 0.8249];

/// From XYZ to linear sRGB: the inverse of the primaries of ITU-R BT.709 with the white D65,
/// adapted to D50 by Bradford's method.
pub(super) const FROM_XYZ: [[f64; 3]; 3] = [
    [3.134_186_36, -1.617_208_96, -0.490_694_06],
    [-0.978_748_5, 1.916_130_1, 0.033_433_4],
    [0.071_963_93, -0.228_993_87, 1.405_753_73],
];

/// Stored sRGB of linear light; what lies outside of `[0, 1]` stays there, and below as much as
/// above.
pub(super) fn encode(light: f64) -> f64 {
    if light < 0.0 {
        -encode(-light)
    } else if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

/// The product of a matrix and a column.
pub(super) fn times(matrix: &[[f64; 3]; 3], column: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * column[0] + row[1] * column[1] + row[2] * column[2])
}

/// XYZ of CIE Lab.
pub(super) fn from_lab([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let y = (lightness + 16.0) / 116.0;
    let cube = |t: f64| {
        if t > 6.0 / 29.0 {
            t * t * t
        } else {
            3.0 * (6.0_f64 / 29.0).powi(2) * (t - 4.0 / 29.0)
        }
    };
    [
        WHITE[0] * cube(y + a / 500.0),
        WHITE[1] * cube(y),
        WHITE[2] * cube(y - b / 200.0),
    ]
}
