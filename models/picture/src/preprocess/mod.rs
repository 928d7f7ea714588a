//! From pixels to the numbers that a network is given; the detector card holds the settings and
//! nothing else decides them.

mod crops;
mod grid;
#[cfg(test)]
mod tests;
mod view_data;
mod views;

use std::borrow::Cow;
use std::ops::Range;

use image::RgbImage;
use image::imageops;
use serde::{Deserialize, Serialize};

pub use crate::region::Region;
pub use crops::CropChoice;
pub use grid::Grid;
pub use view_data::ViewData;
pub use views::{ResampleFilter, Views};

use crate::luma::luma;
use crate::spectrum::{Rings, SpectrumPlan, SpectrumSettings};
use crate::statistics::Statistics;
use crate::survey::Survey;

/// All settings between pixels and tensors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preprocess {
    /// Which parts are judged.
    pub views: Views,
    /// Subtracted from each colour in `[0, 1]`.
    pub mean: [f32; 3],
    /// Divides each colour after the subtraction.
    pub std: [f32; 3],
    /// Whether the colours are prepared at all; a network over counted statistics reads none.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub colours: bool,
    /// How spectra are made, for detectors with a spectral path.
    pub spectrum: Option<SpectrumSettings>,
    /// Statistics of residuals, for detectors with a path for them.
    #[serde(default, skip_serializing_if = "Statistics::is_none")]
    pub statistics: Statistics,
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_true(value: &bool) -> bool {
    *value
}

/// The views of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// Side of each view in pixels.
    pub side: usize,
    /// What a network is given.
    pub data: ViewData,
    /// Where each view lies in the picture.
    pub regions: Vec<Region>,
}

impl Prepared {
    /// Number of views.
    pub fn views(&self) -> usize {
        self.regions.len()
    }

    /// The views in `range`.
    pub fn part(&self, range: Range<usize>) -> Self {
        Self {
            side: self.side,
            data: self.data.part(&range),
            regions: self.regions[range].to_vec(),
        }
    }
}

impl Preprocess {
    /// The same with at most `count` crops, if it takes crops.
    #[must_use]
    pub fn with_views(mut self, count: u32) -> Self {
        if let Views::Crops { count: most, .. } = &mut self.views {
            *most = count;
        }
        self
    }

    /// The colours of `views` in `[0, 1]`, and nothing else.
    pub fn of_colours(views: Views) -> Self {
        Self {
            views,
            mean: [0.0; 3],
            std: [1.0; 3],
            colours: true,
            spectrum: None,
            statistics: Statistics::default(),
        }
    }

    /// Cuts the views out of `pixels` and converts them.
    pub fn prepare(&self, pixels: &RgbImage) -> Prepared {
        self.prepare_regions(pixels, self.regions(pixels))
    }

    /// Cuts these `regions` out of `pixels` and converts them.
    ///
    /// # Panics
    ///
    /// If a region lies outside the picture.
    pub fn prepare_regions(&self, pixels: &RgbImage, regions: Vec<Region>) -> Prepared {
        let mut writer = self.writer();
        let mut data = ViewData::default();
        for region in &regions {
            writer.append(&self.view(pixels, *region), &mut data);
        }
        Prepared {
            side: self.views.side() as usize,
            data,
            regions,
        }
    }

    /// The parts of a picture that are judged; the first is in the middle, and the more telling
    /// come before the others.
    pub fn regions(&self, pixels: &RgbImage) -> Vec<Region> {
        self.choose(pixels, || Cow::Owned(Survey::of(pixels)))
    }

    /// The same of a picture whose survey is there already.
    pub fn regions_surveyed(&self, pixels: &RgbImage, survey: &Survey) -> Vec<Region> {
        self.choose(pixels, || Cow::Borrowed(survey))
    }

    fn choose<'a>(
        &self,
        pixels: &RgbImage,
        survey: impl FnOnce() -> Cow<'a, Survey>,
    ) -> Vec<Region> {
        match self.views {
            Views::Resize { .. } => {
                let (width_px, height_px) = pixels.dimensions();
                let side = width_px.min(height_px);
                let (x_px, y_px) = ((width_px - side) / 2, (height_px - side) / 2);
                vec![Region {
                    x_px,
                    y_px,
                    width_px: side,
                    height_px: side,
                }]
            }
            Views::Crops {
                side,
                count,
                choice,
            } => crops::choose(pixels.dimensions(), survey, side, count, choice),
        }
    }

    /// The square that the network is given for `region`.
    pub fn view(&self, pixels: &RgbImage, region: Region) -> RgbImage {
        let Region {
            x_px,
            y_px,
            width_px,
            height_px,
        } = region;
        let cut = imageops::crop_imm(pixels, x_px, y_px, width_px, height_px).to_image();
        match self.views {
            Views::Resize { side, filter } if cut.dimensions() != (side, side) => {
                imageops::resize(&cut, side, side, filter.into())
            }
            Views::Crops { side, .. } if cut.dimensions() != (side, side) => mirrored(&cut, side),
            _ => cut,
        }
    }

    /// A converter of square views into the layout of [`Prepared`].
    pub fn writer(&self) -> ViewWriter {
        let side = self.views.side() as usize;
        let table = std::array::from_fn(|channel| {
            std::array::from_fn(|value| {
                (value as f32 / 255.0 - self.mean[channel]) / self.std[channel]
            })
        });
        let plan = self
            .spectrum
            .map(|settings| (settings, SpectrumPlan::new(side), Rings::new(side)));
        ViewWriter {
            table: self.colours.then_some(table),
            plan,
            statistics: self.statistics,
        }
    }
}

/// Converts views into numbers, keeping tables and FFT plans between them.
pub struct ViewWriter {
    table: Option<[[f32; 256]; 3]>,
    plan: Option<(SpectrumSettings, SpectrumPlan, Rings)>,
    statistics: Statistics,
}

impl ViewWriter {
    /// Appends the colours of `view` to `data`, one plane a channel, and what else the detector
    /// asks for.
    pub fn append(&mut self, view: &RgbImage, data: &mut ViewData) {
        data.views += 1;
        for (channel, table) in self.table.iter().flatten().enumerate() {
            data.image.extend(
                view.pixels()
                    .map(|pixel| table[usize::from(pixel.0[channel])]),
            );
        }
        self.statistics.append_placed(view, &mut data.statistics);
        if let Some((settings, plan, rings)) = &mut self.plan {
            let log = plan.compute(&settings.input.samples(luma(view), view.width() as usize));
            let standardised = |v: &f32| (v - settings.mean) / settings.std;
            data.spectrum.extend(log.values.iter().map(standardised));
            if self.statistics.radial_profile {
                let profile = rings.means(&log.values);
                data.statistics.extend(profile.iter().map(standardised));
            }
        }
    }
}

/// Extends `cut` to a square of `side` pixels by mirroring it at its right and lower edges,
/// the edge pixel itself not repeated.
fn mirrored(cut: &RgbImage, side: u32) -> RgbImage {
    let reflect = |position: u32, length: u32| {
        if length < 2 {
            return 0;
        }
        let period = 2 * (length - 1);
        let place = position % period;
        place.min(period - place)
    };
    RgbImage::from_fn(side, side, |x, y| {
        *cut.get_pixel(reflect(x, cut.width()), reflect(y, cut.height()))
    })
}
