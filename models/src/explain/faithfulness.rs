//! How much a map is worth: what becomes of the score when the parts that it marks are blurred.
//!
//! Deletion and insertion as in RISE (Petsiuk et al., <https://arxiv.org/abs/1806.07421>, section 4.2):
//! cells of the picture lose their detail, or get it back, in the order of the map, and the area under
//! the score of the verdict's side says how fast it goes. What is deleted is blurred and not blacked out,
//! since a black hole is something that no detector has seen; the paper does so for insertion alone. The
//! views are prepared from the changed picture as from any other one, so that a spectrum agrees with it.
//!
//! A number of this kind means something beside that of a map which knows nothing: there are
//! [random ones](super::random_maps) for that.

use image::{RgbImage, imageops};
use spectrafide_picture::preprocess::{Prepared, Region, ViewData};
use spectrafide_report::certainty::mean;
use spectrafide_report::{Calibration, Label, SaliencyMap, Worth};

use super::grad_cam::sign;
use super::random::Random;
use super::random_maps::smooth;
use crate::detector::{Detector, read};
use crate::judge::DeviceError;
use crate::network::{Inputs, Network};

/// The standard deviation of the blur is the shorter side of a view over this: eleven pixels of one of
/// 224, after which nothing is left that is finer than a twentieth of the view.
const BLUR_OF_SIDE: f32 = 20.0;
/// The share of a picture that is called marked.
pub const MARKED: f32 = 0.1;
/// Random maps that one map has to beat. Each costs as much as the verdict.
pub const BY_CHANCE: u64 = 3;
/// Least distance between the log odds of the picture and of the blurred one of which a share is told.
const LEAST_DISTANCE: f32 = 0.1;
/// Pixels of views that go through the network at once.
const PIXELS_AT_ONCE: usize = 1 << 20;

/// A picture that a detector has judged.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The detector.
    pub detector: &'a Detector,
    /// The picture.
    pub pixels: &'a RgbImage,
    /// Where its views lie.
    pub regions: &'a [Region],
    /// The mean logit of its views.
    pub logit: f32,
    /// From logit to score for the way that the picture came.
    pub calibration: Calibration,
}

impl Judged<'_> {
    /// The side of one half that the score lies on.
    pub fn toward(&self) -> Label {
        self.calibration.score(self.logit).label_at(0.5)
    }

    /// The score of a logit, for that side.
    fn score(&self, logit: f32) -> f32 {
        let score = self.calibration.score(logit).value();
        match self.toward() {
            Label::Real => 1.0 - score,
            Label::Synthetic => score,
        }
    }

    /// The picture without detail.
    fn blurred(&self) -> RgbImage {
        let sides = self
            .regions
            .iter()
            .map(|region| region.width_px.min(region.height_px));
        let side = sides.min().unwrap_or(1) as f32;
        imageops::fast_blur(self.pixels, side / BLUR_OF_SIDE)
    }

    fn prepare(&self, pixels: &RgbImage) -> Prepared {
        let preprocess = &self.detector.card().preprocess;
        preprocess.prepare_regions(pixels, self.regions.to_vec())
    }

    /// The mean logit of each of the `pictures`.
    async fn logits(
        &self,
        pictures: impl Iterator<Item = Prepared>,
    ) -> Result<Vec<f32>, DeviceError> {
        let mut logits = Vec::new();
        let mut waiting = ViewData::default();
        let mut pictures = pictures.peekable();
        while let Some(Prepared { data, side, .. }) = pictures.next() {
            waiting.append(data);
            let full = waiting.views * side * side >= PIXELS_AT_ONCE;
            if full || pictures.peek().is_none() {
                let inputs = Inputs::of(std::mem::take(&mut waiting), side, self.detector.device());
                logits.extend(read(self.detector.network().forward(inputs)).await?);
            }
        }
        Ok(logits.chunks(self.regions.len().max(1)).map(mean).collect())
    }
}

/// The score of the verdict's side, from none of the picture changed to all of it, in equal steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// While the marked parts are blurred, the most marked first.
    pub deletion: Vec<f32>,
    /// While they come back into the blurred picture.
    pub insertion: Vec<f32>,
}

impl Curves {
    /// The area under the deletion curve, in `[0, 1]`; less is better.
    pub fn deletion_area(&self) -> f32 {
        area(&self.deletion)
    }

    /// The area under the insertion curve, in `[0, 1]`; more is better.
    pub fn insertion_area(&self) -> f32 {
        area(&self.insertion)
    }
}

/// By trapezoids, over a width of one.
fn area(curve: &[f32]) -> f32 {
    let steps = curve.len().saturating_sub(1).max(1);
    let sums = curve.windows(2).map(|ends| ends.iter().sum::<f32>() / 2.0);
    sums.sum::<f32>() / steps as f32
}

/// Deletes and inserts parts of one picture, map after map.
pub struct Faithfulness<'a> {
    judged: Judged<'a>,
    blurred: RgbImage,
    /// Of the blurred picture.
    blurred_logit: f32,
    steps: usize,
}

impl<'a> Faithfulness<'a> {
    /// Asks the detector about the blurred picture; each curve has `steps` steps.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn of(judged: Judged<'a>, steps: usize) -> Result<Self, DeviceError> {
        let blurred = judged.blurred();
        let logits = judged
            .logits(std::iter::once(judged.prepare(&blurred)))
            .await?;
        Ok(Self {
            blurred_logit: mean(&logits),
            judged,
            blurred,
            steps: steps.max(1),
        })
    }

    /// The curves of `map`, whose cells lie over the whole picture. Only cells that a view sees a part of
    /// take part, those of the highest value first and equal ones in random order.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn curves(&self, map: &SaliencyMap) -> Result<Curves, DeviceError> {
        let order = order(map, self.judged.regions, self.judged.pixels.dimensions());
        let whole = self.judged.score(self.judged.logit);
        let nothing = self.judged.score(self.blurred_logit);
        let deletion = self.curve(map, &order, self.judged.pixels, &self.blurred);
        let insertion = self.curve(map, &order, &self.blurred, self.judged.pixels);
        let logits = self.judged.logits(deletion.chain(insertion)).await?;
        let scores: Vec<f32> = logits
            .iter()
            .map(|&logit| self.judged.score(logit))
            .collect();
        let (deletion, insertion) = scores.split_at(scores.len() / 2);
        let between = |first, scores: &[f32], last| {
            let scores = scores.iter().copied();
            std::iter::once(first).chain(scores).chain([last]).collect()
        };
        Ok(Curves {
            deletion: between(whole, deletion, nothing),
            insertion: between(nothing, insertion, whole),
        })
    }

    /// What lies between `from` and `to` as cells change from one to the other: the steps but the first
    /// and the last one.
    fn curve<'b>(
        &'b self,
        map: &'b SaliencyMap,
        order: &'b [usize],
        from: &RgbImage,
        to: &'b RgbImage,
    ) -> impl Iterator<Item = Prepared> + 'b {
        let mut picture = from.clone();
        let mut done = 0;
        (1..self.steps).map(move |step| {
            let until = order.len() * step / self.steps;
            for &cell in &order[done..until] {
                paint(map, cell, to, &mut picture);
            }
            done = until;
            self.judged.prepare(&picture)
        })
    }
}

/// How much of the logit's distance from the blurred picture is lost when the tenth of the picture that
/// `map` marks most is blurred: one of a map that marks all that the score rests on, a tenth or so of one
/// that marks nothing in particular; below zero and above one are possible. None where the blurred
/// picture gets about the same logit, or one that speaks even more for the verdict.
///
/// # Errors
///
/// When the device fails.
pub async fn marked_share(
    judged: Judged<'_>,
    map: &SaliencyMap,
) -> Result<Option<f32>, DeviceError> {
    let mut test = DeletionTest::of_all(judged, vec![map.clone()]);
    loop {
        if let Some(worth) = test.step().await? {
            return Ok(worth.share);
        }
    }
}

/// A quick test of what a map is worth, for the picture at hand: the tenth that it marks is blurred, and
/// so are those of [`BY_CHANCE`] random maps.
///
/// It is taken in steps, each of a forward pass of the picture's views, since a program may have
/// something else to do in between.
pub struct DeletionTest<'a> {
    judged: Judged<'a>,
    maps: Vec<SaliencyMap>,
    blurred: RgbImage,
    /// Of the blurred picture, and of the picture without what each map marks.
    logits: Vec<f32>,
}

impl<'a> DeletionTest<'a> {
    /// Of `map`, which lies over the whole picture, beside random ones that are as coarse as a
    /// network's and follow from `seed`.
    pub fn of(judged: Judged<'a>, map: SaliencyMap, seed: u64) -> Self {
        let (width, height) = (map.width, map.height);
        let random = (0..BY_CHANCE).map(|other| smooth(width, height, seed.wrapping_add(other)));
        Self::of_all(judged, std::iter::once(map).chain(random).collect())
    }

    fn of_all(judged: Judged<'a>, maps: Vec<SaliencyMap>) -> Self {
        Self {
            blurred: judged.blurred(),
            logits: Vec::with_capacity(maps.len() + 1),
            judged,
            maps,
        }
    }

    /// How many steps were taken, of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.logits.len(), self.maps.len() + 1)
    }

    /// Takes a step; after the last one there is an outcome.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn step(&mut self) -> Result<Option<Worth>, DeviceError> {
        if let Some(prepared) = self.next() {
            let logits = self.judged.logits(std::iter::once(prepared)).await?;
            self.logits.push(mean(&logits));
        }
        let (taken, steps) = self.progress();
        Ok((taken == steps).then(|| self.worth()))
    }

    /// The picture that is asked about next.
    fn next(&self) -> Option<Prepared> {
        let Some(map) = self.logits.len().checked_sub(1) else {
            return Some(self.judged.prepare(&self.blurred));
        };
        let map = self.maps.get(map)?;
        let order = order(map, self.judged.regions, self.judged.pixels.dimensions());
        let marked = (order.len() as f32 * MARKED).ceil() as usize;
        let mut without = self.judged.pixels.clone();
        for &cell in order.iter().take(marked) {
            paint(map, cell, &self.blurred, &mut without);
        }
        Some(self.judged.prepare(&without))
    }

    fn worth(&self) -> Worth {
        let toward = sign(self.judged.toward());
        let log_odds = |logit: f32| self.judged.calibration.log_odds(logit);
        let lost = |&logit: &f32| toward * (log_odds(self.judged.logit) - log_odds(logit));
        let mut lost = self.logits.iter().map(lost);
        let distance = lost.next().unwrap_or_default();
        let mut shares = lost
            .map(|lost| lost / distance)
            .filter(|_| distance >= LEAST_DISTANCE);
        Worth {
            marked: MARKED,
            share: shares.next(),
            by_chance: shares.collect(),
        }
    }
}

/// The cells of `map` that a view of a picture of this size sees a part of, those of the highest value
/// first. Equal ones are in random order: from the top down would be a map, too.
fn order(map: &SaliencyMap, regions: &[Region], size: (u32, u32)) -> Vec<usize> {
    let mut random = Random::of(map.values.len() as u64);
    let mut cells: Vec<(usize, f32, u64)> = (map.values.iter().enumerate())
        .map(|(cell, &value)| (cell, value, random.bits()))
        .filter(|&(cell, ..)| {
            let [left, top, right, bottom] = square(map, cell, size);
            regions.iter().any(|region| {
                left < region.x_px + region.width_px
                    && right > region.x_px
                    && top < region.y_px + region.height_px
                    && bottom > region.y_px
            })
        })
        .collect();
    cells.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.2.cmp(&b.2)));
    cells.into_iter().map(|(cell, ..)| cell).collect()
}

/// Left, top, right and bottom of a cell of `map` over a picture of this size, in pixels.
fn square(map: &SaliencyMap, cell: usize, (width_px, height_px): (u32, u32)) -> [u32; 4] {
    let (column, row) = (cell as u32 % map.width, cell as u32 / map.width);
    let edge = |index: u32, cells: u32, length: u32| {
        (u64::from(index) * u64::from(length) / u64::from(cells)) as u32
    };
    [
        edge(column, map.width, width_px),
        edge(row, map.height, height_px),
        edge(column + 1, map.width, width_px),
        edge(row + 1, map.height, height_px),
    ]
}

/// Copies a cell of `map`.
fn paint(map: &SaliencyMap, cell: usize, from: &RgbImage, to: &mut RgbImage) {
    let [left, top, right, bottom] = square(map, cell, from.dimensions());
    for y in top..bottom {
        for x in left..right {
            to.put_pixel(x, y, *from.get_pixel(x, y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_those_of_trapezoids() {
        assert_eq!(area(&[1.0, 1.0, 1.0]), 1.0);
        // A triangle, and a half followed by a half of it.
        assert_eq!(area(&[1.0, 0.0]), 0.5);
        assert_eq!(area(&[1.0, 0.5, 0.5]), 0.625);
    }

    #[test]
    fn the_cells_cover_the_picture_once_and_only_those_in_view_take_part() {
        let map = SaliencyMap {
            width: 5,
            height: 3,
            values: (0..15).map(|cell| cell as f32).collect(),
        };
        let size = (33, 17);
        let mut counts = RgbImage::new(33, 17);
        for cell in 0..15 {
            let [left, top, right, bottom] = square(&map, cell, size);
            for y in top..bottom {
                for x in left..right {
                    counts.get_pixel_mut(x, y).0[0] += 1;
                }
            }
        }
        assert!(counts.pixels().all(|pixel| pixel.0[0] == 1));
        let region = |x_px, width_px| Region {
            x_px,
            y_px: 0,
            width_px,
            height_px: 17,
        };
        let all: Vec<usize> = (0..15).rev().collect();
        assert_eq!(order(&map, &[region(0, 33)], size), all);
        // The cells' edges are at 0, 6, 13, 19, 26 and 33.
        assert_eq!(order(&map, &[region(6, 7)], size), [11, 6, 1]);
        assert_eq!(order(&map, &[region(12, 2)], size), [12, 11, 7, 6, 2, 1]);
    }

    #[test]
    fn equal_cells_are_taken_in_no_order_of_place() {
        let map = SaliencyMap {
            width: 8,
            height: 8,
            values: vec![0.0; 64],
        };
        let region = Region {
            x_px: 0,
            y_px: 0,
            width_px: 64,
            height_px: 64,
        };
        let order = order(&map, &[region], (64, 64));
        let upper = order[..32].iter().filter(|&&cell| cell < 32).count();
        // Hypergeometric, of mean 16 and deviation 2.
        assert!((8..=24).contains(&upper), "{upper}");
    }
}
