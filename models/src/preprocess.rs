//! From pixels to the numbers that a network is given; the detector card holds the settings and
//! nothing else decides them.

mod crops;
mod view_data;

use std::ops::Range;

use burn::tensor::Device;
use image::RgbImage;
use image::imageops::{self, FilterType};
use serde::{Deserialize, Serialize};

pub use crops::CropChoice;
pub use view_data::ViewData;

use crate::arch::Inputs;
use crate::spectrum::{Rings, SpectrumPlan, SpectrumSettings, luma};
use crate::statistics::Statistics;

/// A resampling filter, by its kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResampleFilter {
    /// Nearest neighbour.
    Nearest,
    /// Linear; widened when shrinking, so that nothing aliases.
    Triangle,
    /// Cubic (Catmull-Rom).
    CatmullRom,
    /// Windowed sinc with three lobes.
    Lanczos3,
}

impl From<ResampleFilter> for FilterType {
    fn from(filter: ResampleFilter) -> Self {
        match filter {
            ResampleFilter::Nearest => Self::Nearest,
            ResampleFilter::Triangle => Self::Triangle,
            ResampleFilter::CatmullRom => Self::CatmullRom,
            ResampleFilter::Lanczos3 => Self::Lanczos3,
        }
    }
}

/// Which square parts of a picture are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Views {
    /// The middle square, resampled to `side` pixels.
    Resize {
        /// Side of the view in pixels.
        side: u32,
        /// The filter.
        filter: ResampleFilter,
    },
    /// Squares of `side` pixels at their native resolution: the middle, and others where the
    /// picture is larger. A picture that is smaller is mirrored at its edges.
    Crops {
        /// Side of each view in pixels.
        side: u32,
        /// At most this many views.
        count: u32,
        /// How they are chosen.
        #[serde(default)]
        choice: CropChoice,
    },
}

impl Views {
    /// The middle square of `side` pixels alone, at its native resolution.
    pub fn crop(side: u32) -> Self {
        Self::Crops {
            side,
            count: 1,
            choice: CropChoice::Corners,
        }
    }

    /// The same with the middle view alone.
    pub fn middle(self) -> Self {
        match self {
            Self::Crops { side, choice, .. } => Self::Crops {
                side,
                count: 1,
                choice,
            },
            Self::Resize { .. } => self,
        }
    }

    /// Side of every view, in pixels.
    pub fn side(&self) -> u32 {
        match *self {
            Self::Resize { side, .. } | Self::Crops { side, .. } => side,
        }
    }
}

/// All settings between pixels and tensors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preprocess {
    /// Which parts are judged.
    pub views: Views,
    /// Subtracted from each colour in `[0, 1]`.
    pub mean: [f32; 3],
    /// Divides each colour after the subtraction.
    pub std: [f32; 3],
    /// How spectra are made, for detectors with a spectral path.
    pub spectrum: Option<SpectrumSettings>,
    /// Statistics of residuals, for detectors with a path for them.
    #[serde(default, skip_serializing_if = "Statistics::is_none")]
    pub statistics: Statistics,
}

/// A square of the upright picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Left edge.
    pub x_px: u32,
    /// Upper edge.
    pub y_px: u32,
    /// Width; less than the view's side where the picture is smaller.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
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
            data: self.data.part(&range, self.views()),
            regions: self.regions[range].to_vec(),
        }
    }

    /// Puts the numbers on `device`.
    pub fn to_inputs(&self, device: &Device) -> Inputs {
        self.data.clone().into_inputs(self.side, device)
    }
}

impl Preprocess {
    /// The colours of `views` in `[0, 1]`, and nothing else.
    pub fn colours(views: Views) -> Self {
        Self {
            views,
            mean: [0.0; 3],
            std: [1.0; 3],
            spectrum: None,
            statistics: Statistics::default(),
        }
    }

    /// Cuts the views out of `pixels` and converts them.
    pub fn prepare(&self, pixels: &RgbImage) -> Prepared {
        let regions = self.regions(pixels);
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
            } => crops::choose(pixels, side, count, choice),
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
            table,
            plan,
            statistics: self.statistics,
        }
    }
}

/// Converts views into numbers, keeping tables and FFT plans between them.
pub struct ViewWriter {
    table: [[f32; 256]; 3],
    plan: Option<(SpectrumSettings, SpectrumPlan, Rings)>,
    statistics: Statistics,
}

impl ViewWriter {
    /// Appends the colours of `view` to `data`, one plane a channel, and what else the detector
    /// asks for.
    pub fn append(&mut self, view: &RgbImage, data: &mut ViewData) {
        for (channel, table) in self.table.iter().enumerate() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::CoOccurrences;

    fn crops(side: u32, count: u32) -> Preprocess {
        Preprocess {
            mean: [0.5; 3],
            std: [0.25; 3],
            ..Preprocess::colours(Views::Crops {
                side,
                count,
                choice: CropChoice::Corners,
            })
        }
    }

    #[test]
    fn a_large_picture_gives_the_middle_and_the_corners_inside_it() {
        let regions = crops(256, 5).regions(&RgbImage::new(1000, 600));
        assert_eq!(regions.len(), 5);
        assert_eq!((regions[0].x_px, regions[0].y_px), (372, 172));
        for region in regions {
            assert!(region.x_px + region.width_px <= 1000 && region.y_px + region.height_px <= 600);
            assert_eq!((region.width_px, region.height_px), (256, 256));
        }
    }

    #[test]
    fn a_picture_of_the_views_size_gives_one_view() {
        assert_eq!(crops(256, 5).regions(&RgbImage::new(256, 256)).len(), 1);
    }

    #[test]
    fn a_small_picture_is_mirrored_without_repeating_its_edge() {
        let pixels = RgbImage::from_fn(3, 1, |x, _| image::Rgb([x as u8 * 10; 3]));
        let view = mirrored(&pixels, 6);
        let row: Vec<u8> = (0..6).map(|x| view.get_pixel(x, 0).0[0]).collect();
        assert_eq!(row, [0, 10, 20, 10, 0, 10]);
    }

    #[test]
    fn colours_are_laid_out_by_plane_and_normalised() {
        let pixels = RgbImage::from_raw(2, 2, vec![0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0]);
        let prepared = crops(2, 1).prepare(&pixels.expect("four pixels"));
        assert_eq!(
            prepared.data.image,
            [-2., -2., -2., -2., 2., 2., 2., 2., -2., -2., -2., -2.]
        );
        assert!(prepared.data.spectrum.is_empty());
    }

    #[test]
    fn resizing_takes_the_middle_square() {
        let resize = Preprocess {
            views: Views::Resize {
                side: 32,
                filter: ResampleFilter::Triangle,
            },
            ..crops(32, 1)
        };
        let regions = resize.regions(&RgbImage::new(100, 60));
        assert_eq!(
            regions,
            [Region {
                x_px: 20,
                y_px: 0,
                width_px: 60,
                height_px: 60
            }]
        );
        let prepared = resize.prepare(&RgbImage::new(100, 60));
        assert_eq!(prepared.data.image.len(), 3 * 32 * 32);
    }

    #[test]
    fn statistics_are_as_many_as_they_say() {
        let pixels = RgbImage::from_fn(64, 48, |x, y| image::Rgb([(x * y) as u8; 3]));
        let parts = [
            Statistics {
                co_occurrences: Some(CoOccurrences::Luma),
                ..Statistics::default()
            },
            Statistics {
                autocorrelation: true,
                ..Statistics::default()
            },
            Statistics {
                radial_profile: true,
                ..Statistics::default()
            },
        ];
        let together = Statistics {
            autocorrelation: true,
            radial_profile: true,
            ..parts[0]
        };
        let prepared = |statistics: Statistics| {
            let settings = Preprocess {
                statistics,
                spectrum: Some(SpectrumSettings::default()),
                ..crops(32, 2)
            };
            let prepared = settings.prepare(&pixels);
            let length = statistics.len(32);
            assert_eq!(prepared.data.statistics.len(), 2 * length);
            let second = prepared.part(1..2);
            assert_eq!(second.data.statistics, prepared.data.statistics[length..]);
            assert_eq!(second.data.image.len(), 3 * 32 * 32);
            // Batches are made of such parts.
            let mut joined = prepared.part(0..1).data;
            joined.append(second.data.clone());
            assert_eq!(joined, prepared.data);
            second.data.statistics
        };
        assert!(prepared(Statistics::default()).is_empty());
        assert_eq!(prepared(together), parts.map(prepared).concat());
    }
}
