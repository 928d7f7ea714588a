//! Which halves are set beside each other, and their file.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use image::{RgbImage, imageops};
use spectrafide_picture::decode::decode;
use spectrafide_picture::jpeg::{self, Chroma};
use spectrafide_report::Label;

use crate::data::items::Item;

/// Side of each half, in pixels: what most pictures of the data have.
pub(super) const SIDE_PX: u32 = 256;

/// JPEG quality of a splice, as an editor saves it.
const QUALITY: u8 = 90;

/// The middle square of a picture.
pub(super) struct Half {
    pub(super) label: Label,
    pixels: RgbImage,
}

impl Half {
    fn of(item: &Item) -> Result<Option<Self>> {
        let Ok(picture) = decode(&item.bytes()?) else {
            return Ok(None);
        };
        let (width, height) = picture.pixels.dimensions();
        if width.min(height) < SIDE_PX {
            return Ok(None);
        }
        let (x, y) = ((width - SIDE_PX) / 2, (height - SIDE_PX) / 2);
        let pixels = imageops::crop_imm(&picture.pixels, x, y, SIDE_PX, SIDE_PX).to_image();
        let label = item.label;
        Ok(Some(Self { label, pixels }))
    }
}

/// What is set beside each other.
pub(super) struct Pairs {
    /// A real half and a synthetic one, which is on the right in every other splice.
    pub(super) splices: Vec<[Half; 2]>,
    /// Two real halves, of different folders where there are several.
    pub(super) controls: Vec<[Half; 2]>,
}

impl Pairs {
    /// At most `count` of each, of all folders in turns.
    pub(super) fn of(items: &[Item], count: usize) -> Result<Self> {
        // A real half for each splice, and two for each control.
        let mut real = halves(items, Label::Real, 3 * count)?;
        let mut synthetic = halves(items, Label::Synthetic, count)?;
        let count = count.min(real.len() / 3).min(synthetic.len());
        ensure!(
            count > 0,
            "there are not enough pictures of at least {SIDE_PX} px a side"
        );
        synthetic.truncate(count);
        let second = real.split_off(count);
        let splices = real.into_iter().zip(synthetic).enumerate();
        let splices = splices.map(|(index, (real, synthetic))| {
            if index % 2 == 0 {
                [real, synthetic]
            } else {
                [synthetic, real]
            }
        });
        let mut second = second.into_iter();
        let controls = std::iter::from_fn(|| Some([second.next()?, second.next()?]));
        Ok(Self {
            splices: splices.collect(),
            controls: controls.take(count).collect(),
        })
    }
}

/// At most `count` halves of a class: the first picture of each folder, then the second of each.
fn halves(items: &[Item], label: Label, count: usize) -> Result<Vec<Half>> {
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let of_class = items.iter().filter(|item| item.label == label);
    let mut in_turns: Vec<(usize, &Item)> = of_class
        .map(|item| {
            let turn = taken.entry(&item.folder).or_default();
            *turn += 1;
            (*turn, item)
        })
        .collect();
    in_turns.sort_by(|a, b| (a.0, &a.1.folder).cmp(&(b.0, &b.1.folder)));
    let mut found = Vec::new();
    for (_, item) in in_turns {
        if found.len() == count {
            break;
        }
        found.extend(Half::of(item)?);
    }
    Ok(found)
}

/// The file of `left` beside `right`.
pub(super) fn file(left: &Half, right: &Half) -> Result<Vec<u8>> {
    let mut both = RgbImage::new(2 * SIDE_PX, SIDE_PX);
    imageops::replace(&mut both, &left.pixels, 0, 0);
    imageops::replace(&mut both, &right.pixels, i64::from(SIDE_PX), 0);
    Ok(jpeg::encode(&both, QUALITY, Chroma::Half)?)
}
