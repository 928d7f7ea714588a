//! JPEG quantisation tables and the quality that they stand for.
//!
//! Sources: ITU-T T.81 (JPEG), B.2.4.1 for the segment, figure A.6 for the zigzag order and
//! tables K.1 and K.2 for the standard tables, <https://www.w3.org/Graphics/JPEG/itu-t81.pdf>;
//! `jpeg_quality_scaling` and `jpeg_add_quant_table` of libjpeg for the scale of quality,
//! <https://github.com/libjpeg-turbo/libjpeg-turbo/blob/main/src/jcparam.c>.

/// The quantisation steps of the 64 frequencies, row by row, lowest frequency first.
pub type Steps = [u16; 64];

/// A quantisation table as a file defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The number by which components refer to it, 0 to 3.
    pub id: u8,
    /// Whether a step has 16 bits in the file instead of 8.
    pub wide: bool,
    /// The steps.
    pub steps: Steps,
}

/// The row-by-row position of each step of a segment, which has them in zigzag order.
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Table K.1: luminance.
#[rustfmt::skip]
pub const STANDARD_LUMA: Steps = [
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// Table K.2: chrominance.
#[rustfmt::skip]
pub const STANDARD_CHROMA: Steps = [
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
];

/// Largest step of a table of 8 bits.
const MAX_NARROW_STEP: u32 = 255;
/// Largest step that libjpeg writes into a table of 16 bits.
const MAX_WIDE_STEP: u32 = 32_767;

/// The tables of the data of a DQT segment (what follows its length), and whether the segment
/// ends where its last table does.
pub fn tables(mut data: &[u8]) -> (Vec<Table>, bool) {
    let mut tables = Vec::new();
    while let Some((&head, rest)) = data.split_first() {
        let (wide, id) = (head >> 4 == 1, head & 0x0f);
        let stored = if wide { 128 } else { 64 };
        let Some((values, rest)) = rest.split_at_checked(stored) else {
            return (tables, false);
        };
        if head >> 4 > 1 || id > 3 {
            return (tables, false);
        }
        let mut steps = [0; 64];
        let widened = values.chunks_exact(if wide { 2 } else { 1 }).map(|bytes| {
            bytes
                .iter()
                .fold(0, |value: u16, &byte| value << 8 | u16::from(byte))
        });
        for (position, value) in ZIGZAG.iter().zip(widened) {
            if let Some(step) = steps.get_mut(usize::from(*position)) {
                *step = value;
            }
        }
        tables.push(Table { id, wide, steps });
        data = rest;
    }
    (tables, true)
}

/// `base` at a quality from 1 to 100, as libjpeg scales it.
pub fn scaled(base: &Steps, quality: u8, wide: bool) -> Steps {
    let quality = u32::from(quality.clamp(1, 100));
    let percent = if quality < 50 {
        5000u32.checked_div(quality).unwrap_or(5000)
    } else {
        200u32.saturating_sub(quality.saturating_mul(2))
    };
    let most = if wide { MAX_WIDE_STEP } else { MAX_NARROW_STEP };
    base.map(|step| {
        let scaled = u32::from(step).saturating_mul(percent).saturating_add(50) / 100;
        u16::try_from(scaled.clamp(1, most)).unwrap_or(u16::MAX)
    })
}

/// A quality on the scale of the Independent JPEG Group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    /// From 1 to 100.
    pub value: u8,
    /// Whether the tables are exactly those that libjpeg makes for it; otherwise it is only the
    /// nearest.
    pub exact: bool,
}

/// The quality whose tables, made of `luma` and `chroma` by libjpeg's rule, are those of a file,
/// or else the nearest. A grey picture has no second table. Where several are the same, it is the
/// highest.
///
/// Nearest means the smallest sum of the logarithms of the ratios of low-frequency steps. Those
/// decide what a picture looks like; other programs' tables may go another way at high
/// frequencies, where little is left to lose.
pub fn quality_of(first: &Table, second: Option<&Table>, luma: &Steps, chroma: &Steps) -> Quality {
    let candidates = (1..=100).rev().map(|value| {
        let one = scaled(luma, value, first.wide);
        let other = second.map(|table| (table, scaled(chroma, value, table.wide)));
        let exact = first.steps == one
            && other
                .as_ref()
                .is_none_or(|(table, steps)| table.steps == *steps);
        let distance = distance(&first.steps, &one)
            + other.map_or(0.0, |(table, steps)| distance(&table.steps, &steps));
        (Quality { value, exact }, distance)
    });
    candidates
        // No distance is less than that of an exact match, and the first of equals is kept.
        .min_by(|a, b| b.0.exact.cmp(&a.0.exact).then(a.1.total_cmp(&b.1)))
        .map_or(
            Quality {
                value: 1,
                exact: false,
            },
            |(quality, _)| quality,
        )
}

/// The sum over the first five diagonals.
fn distance(a: &Steps, b: &Steps) -> f32 {
    let positions = (0..8usize).flat_map(|row| (0..8usize).map(move |column| (row, column)));
    a.iter()
        .zip(b)
        .zip(positions)
        .filter(|(_, (row, column))| row.saturating_add(*column) < 5)
        .map(|((a, b), _)| (f32::from(*a).max(1.0) / f32::from(*b).max(1.0)).ln().abs())
        .sum()
}

/// The data of a segment with one table.
#[cfg(test)]
pub(super) fn segment(id: u8, wide: bool, steps: &Steps) -> Vec<u8> {
    let mut data = vec![u8::from(wide) << 4 | id];
    for position in ZIGZAG {
        let step = steps[usize::from(position)];
        if wide {
            data.extend(step.to_be_bytes());
        } else {
            data.push(step as u8);
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figure A.6: the path runs along the diagonals, and turns at each end.
    #[test]
    fn the_zigzag_walks_the_diagonals_in_turns() {
        let mut walk = Vec::new();
        for diagonal in 0..15 {
            let mut positions: Vec<u8> = (0..8)
                .filter(|row| (0..8).contains(&(diagonal - row)))
                .map(|row| (row * 8 + diagonal - row) as u8)
                .collect();
            if diagonal % 2 == 0 {
                positions.reverse();
            }
            walk.extend(positions);
        }
        assert_eq!(walk, ZIGZAG);
    }

    /// Quality 50 is the standard's own table, 75 half of it, 100 all ones (libjpeg's scale).
    #[test]
    fn the_scale_of_quality_is_that_of_libjpeg() {
        assert_eq!(scaled(&STANDARD_LUMA, 50, false), STANDARD_LUMA);
        assert_eq!(scaled(&STANDARD_LUMA, 100, false), [1; 64]);
        let half = scaled(&STANDARD_LUMA, 75, false);
        // 16 / 2, and 11 / 2 rounded up.
        assert_eq!(half[..2], [8, 6]);
        // 16 x 5000 % is 800, over the limit of 8 bits.
        assert_eq!(scaled(&STANDARD_LUMA, 1, false)[0], 255);
        assert_eq!(scaled(&STANDARD_LUMA, 1, true)[0], 800);
    }

    #[test]
    fn every_quality_is_found_again() {
        for quality in 1..=100 {
            for wide in [false, true] {
                let data = [
                    segment(0, wide, &scaled(&STANDARD_LUMA, quality, wide)),
                    segment(1, wide, &scaled(&STANDARD_CHROMA, quality, wide)),
                ]
                .concat();
                let (tables, whole) = tables(&data);
                assert!(whole);
                let found = quality_of(&tables[0], tables.get(1), &STANDARD_LUMA, &STANDARD_CHROMA);
                assert!(found.exact, "{quality}");
                // The tables of 8 bits are all 255 for the lowest two.
                if wide || quality > 2 {
                    assert_eq!(found.value, quality);
                }
            }
        }
    }

    /// Fine at high frequencies and coarse at low ones: Photoshop's "Save as" has such tables.
    #[test]
    fn low_frequencies_decide_what_is_nearest() {
        let mut steps = [12; 64];
        for (position, step) in steps.iter_mut().enumerate() {
            if position / 8 + position % 8 < 5 {
                *step = STANDARD_LUMA[position];
            }
        }
        let (tables, _) = tables(&segment(0, false, &steps));
        let found = quality_of(&tables[0], None, &STANDARD_LUMA, &STANDARD_CHROMA);
        // Small steps round to the same at 51, 98 % of the table.
        assert_eq!((found.value, found.exact), (51, false));
    }

    #[test]
    fn a_table_off_by_one_is_near_and_not_exact() {
        let mut steps = scaled(&STANDARD_LUMA, 90, false);
        steps[20] += 1;
        let (tables, _) = tables(&segment(0, false, &steps));
        let found = quality_of(&tables[0], None, &STANDARD_LUMA, &STANDARD_CHROMA);
        assert_eq!((found.value, found.exact), (90, false));
    }

    #[test]
    fn a_cut_or_impossible_segment_gives_the_tables_before_the_damage() {
        let one = segment(0, false, &STANDARD_LUMA);
        for damage in [&one[..30], &[0x20; 65], &[0x04; 65], &[0x10; 65]] {
            let (tables, whole) = tables(&[&one, damage].concat());
            assert_eq!((tables.len(), whole), (1, false));
        }
        assert_eq!(tables(&[]), (Vec::new(), true));
    }
}
