//! Colours by tables, as profiles of printers have them.
//!
//! Sources: ICC.1:2022, 10.10 to 10.12 for the tables, and Adobe's note on black point
//! compensation (ISO 18619) for the darkest colour.

use moxcms::{ColorProfile, DataColorSpace, LutDataType, LutMultidimensionalType, LutStore};
use moxcms::{LutType, LutWarehouse};

use super::curve::{self, between};
use super::profile::has_agreed_black;
use super::srgb::{FROM_XYZ, WHITE, encode, from_lab, times};

/// Of the darkest colour of perceptual tables of version 4, the luminance.
const AGREED_BLACK: f64 = 0.003_473_1;

/// What a profile's table says of colours with `N` channels.
pub(super) struct Table<'a, const N: usize> {
    lut: &'a LutWarehouse,
    is_lab: bool,
    /// The luminance that becomes black.
    black: f64,
}

impl<'a, const N: usize> Table<'a, N> {
    /// The table of `profile`, if it has a usable one. `darkest` is its darkest colour.
    pub(super) fn of(profile: &'a ColorProfile, darkest: [f64; N]) -> Option<Self> {
        let lut = profile
            .lut_a_to_b_perceptual
            .as_ref()
            .or(profile.lut_a_to_b_colorimetric.as_ref())?;
        let is_whole = match lut {
            LutWarehouse::Lut(lut) => is_whole(lut, N),
            LutWarehouse::Multidimensional(lut) => is_whole_multidimensional(lut, N),
        };
        let mut table = Self {
            lut: is_whole.then_some(lut)?,
            is_lab: profile.pcs == DataColorSpace::Lab,
            black: 0.0,
        };
        table.black = if has_agreed_black(profile) {
            AGREED_BLACK
        } else {
            // Half of the lightness at most: a profile whose black is grey is no profile of ink.
            let half = from_lab([50.0, 0.0, 0.0])[1];
            table.xyz(darkest)[1].clamp(0.0, half)
        };
        Some(table)
    }

    /// Stored sRGB; the darkest colour is black and white is white.
    pub(super) fn srgb(&self, stored: [f64; N]) -> [f64; 3] {
        let mut xyz = self.xyz(stored);
        for (value, white) in xyz.iter_mut().zip(WHITE) {
            *value = (*value - self.black * white) / (1.0 - self.black);
        }
        times(&FROM_XYZ, xyz).map(encode)
    }

    fn xyz(&self, stored: [f64; N]) -> [f64; 3] {
        let (values, lab_scale) = match self.lut {
            LutWarehouse::Lut(lut) => {
                let scale = match lut.lut_type {
                    // 0xff00 is the lightness of white in tables of 16 bits.
                    LutType::Lut16 => 65535.0 / 65280.0,
                    _ => 1.0,
                };
                (through(lut, stored), scale)
            }
            LutWarehouse::Multidimensional(lut) => (through_multidimensional(lut, stored), 1.0),
        };
        if self.is_lab {
            let [l, a, b] = values.map(|value| value * lab_scale);
            from_lab([l * 100.0, a * 255.0 - 128.0, b * 255.0 - 128.0])
        } else {
            values.map(|value| value * 65535.0 / 32768.0)
        }
    }
}

fn is_whole(lut: &LutDataType, channels: usize) -> bool {
    let grid = usize::from(lut.num_clut_grid_points);
    let cells = grid
        .checked_pow(channels as u32)
        .and_then(|n| n.checked_mul(3));
    let (inputs, outputs) = (lut.num_input_table_entries, lut.num_output_table_entries);
    usize::from(lut.num_input_channels) == channels
        && lut.num_output_channels == 3
        && grid > 1
        && cells == Some(length(&lut.clut_table))
        && length(&lut.input_table) == usize::from(inputs) * channels
        && length(&lut.output_table) == usize::from(outputs) * 3
}

fn is_whole_multidimensional(lut: &LutMultidimensionalType, channels: usize) -> bool {
    let curves = |curves: usize, expected: usize| curves == 0 || curves == expected;
    let cells = lut
        .grid_points
        .iter()
        .take(channels)
        .try_fold(3_usize, |cells, &side| {
            cells.checked_mul(usize::from(side)).filter(|_| side > 1)
        });
    usize::from(lut.num_input_channels) == channels
        && lut.num_output_channels == 3
        && curves(lut.a_curves.len(), channels)
        && curves(lut.m_curves.len(), 3)
        && curves(lut.b_curves.len(), 3)
        && match &lut.clut {
            Some(clut) => cells == Some(length(clut)),
            None => channels == 3,
        }
}

fn through<const N: usize>(lut: &LutDataType, mut stored: [f64; N]) -> [f64; 3] {
    let inputs = usize::from(lut.num_input_table_entries);
    for (channel, value) in stored.iter_mut().enumerate() {
        let table = |index: usize| sample(&lut.input_table, channel * inputs + index);
        *value = between(inputs, *value, table);
    }
    let mut values = inside(&lut.clut_table, [lut.num_clut_grid_points; N], stored);
    let outputs = usize::from(lut.num_output_table_entries);
    for (channel, value) in values.iter_mut().enumerate() {
        let table = |index: usize| sample(&lut.output_table, channel * outputs + index);
        *value = between(outputs, *value, table);
    }
    values
}

fn through_multidimensional<const N: usize>(
    lut: &LutMultidimensionalType,
    mut stored: [f64; N],
) -> [f64; 3] {
    let mut values = if let Some(clut) = &lut.clut {
        for (value, curve) in stored.iter_mut().zip(&lut.a_curves) {
            *value = curve::at(curve, *value);
        }
        let mut grid = [1; N];
        for (side, &points) in grid.iter_mut().zip(&lut.grid_points) {
            *side = points;
        }
        inside(clut, grid, stored)
    } else {
        // Without a grid there are three channels.
        let mut values = [0.0; 3];
        for (value, stored) in values.iter_mut().zip(stored) {
            *value = stored;
        }
        values
    };
    for (value, curve) in values.iter_mut().zip(&lut.m_curves) {
        *value = curve::at(curve, *value);
    }
    let mut mixed = times(&lut.matrix.v, values);
    for (value, bias) in mixed.iter_mut().zip(lut.bias.v) {
        *value = (*value + bias).clamp(0.0, 1.0);
    }
    for (value, curve) in mixed.iter_mut().zip(&lut.b_curves) {
        *value = curve::at(curve, *value);
    }
    mixed
}

/// The values of a grid of `sides` points at `place`, linear in each direction.
fn inside<const N: usize>(grid: &LutStore, sides: [u8; N], place: [f64; N]) -> [f64; 3] {
    // Along each axis: the number of points, the one below, and how far above it.
    let mut axes = [(0_usize, 0_usize, 0.0); N];
    for (axis, (side, place)) in axes.iter_mut().zip(sides.into_iter().zip(place)) {
        let last = usize::from(side).saturating_sub(1);
        let at = place.clamp(0.0, 1.0) * last as f64;
        let low = (at as usize).min(last);
        *axis = (last + 1, low, at - low as f64);
    }
    let mut values = [0.0; 3];
    for corner in 0..1_usize << N {
        let (mut cell, mut weight) = (0, 1.0);
        for (axis, (side, low, share)) in axes.iter().enumerate() {
            let up = (corner >> axis) & 1;
            cell = cell * side + (low + up).min(side - 1);
            weight *= if up == 1 { *share } else { 1.0 - share };
        }
        if weight > 0.0 {
            for (channel, value) in values.iter_mut().enumerate() {
                *value += weight * sample(grid, 3 * cell + channel);
            }
        }
    }
    values
}

fn length(store: &LutStore) -> usize {
    match store {
        LutStore::Store8(values) => values.len(),
        LutStore::Store16(values) => values.len(),
    }
}

fn sample(store: &LutStore, index: usize) -> f64 {
    match store {
        LutStore::Store8(values) => {
            f64::from(values.get(index).copied().unwrap_or_default()) / 255.0
        }
        LutStore::Store16(values) => {
            f64::from(values.get(index).copied().unwrap_or_default()) / 65535.0
        }
    }
}
