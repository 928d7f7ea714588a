//! Maps that show what a verdict rests on, by several [`Method`]s, and how much they are worth.

pub mod ablation_cam;
pub mod attention;
mod case;
pub mod counted;
mod explaining;
pub mod faithfulness;
pub mod grad_cam;
pub mod lime;
mod masked;
mod random;
pub mod random_maps;
pub mod ridge;
pub mod sanity;
pub mod score_cam;
mod seam;
mod settings;
pub mod slic;

use image::RgbImage;
use spectrafide_picture::luma::luma;
use spectrafide_picture::preprocess::{Preprocess, Region};
use spectrafide_picture::spectrum::{LogSpectrum, SpectrumPlan};
use spectrafide_report::{Maps, SaliencyMap};

pub use case::{Case, Mapped};
pub use explaining::Explaining;
pub use settings::{ExplainError, Explanation, LimeSettings, Settings, Told};
pub use spectrafide_report::Method;

use counted::{Counted, counted_cam};
use grad_cam::{CamBatch, Cams};

/// Longest side of an assembled map, in cells, unless the picture is long and thin.
const MAP_CELLS: u32 = 64;
/// Least cells on the short side of a picture that has as many pixels there: a thin picture's map has
/// more cells on its long side, so that they stay about square.
const LEAST_CELLS: u32 = 16;
/// Longest side of any map, in cells.
const MOST_CELLS: u32 = 512;

/// Longest side of the square whose spectrum is shown, in pixels.
const SPECTRUM_SIDE: u32 = 512;

/// The spectrum of the largest power-of-two square, at most 512 px, in the middle of the
/// picture; none for pictures below 8 px.
pub fn central_spectrum(pixels: &RgbImage) -> Option<LogSpectrum> {
    let shortest = pixels.width().min(pixels.height()).min(SPECTRUM_SIDE);
    if shortest < 8 {
        return None;
    }
    let side = 1 << shortest.ilog2();
    let (x, y) = ((pixels.width() - side) / 2, (pixels.height() - side) / 2);
    let square = image::imageops::crop_imm(pixels, x, y, side, side).to_image();
    Some(SpectrumPlan::new(side as usize).compute(&luma(&square)))
}

/// The spectrum as a picture.
pub fn spectrum_map(spectrum: &LogSpectrum) -> SaliencyMap {
    SaliencyMap::normalized(spectrum.side as u32, spectrum.side as u32, &spectrum.values)
}

/// What is shown of `cams`: the map over the picture, or where there is none what was `counted` laid
/// back over it, and the map over the spectrum.
pub fn shown(
    cams: Cams,
    preprocess: &Preprocess,
    pixels: &RgbImage,
    counted: &Counted<'_>,
) -> Maps {
    let from_counts = |slopes: Vec<f32>| counted_cam(preprocess, pixels, counted, &slopes);
    let picture = cams.image.or_else(|| cams.slopes.map(from_counts));
    Maps {
        image_cam: picture.map(|cam| assemble(&cam, counted.regions, pixels.dimensions())),
        spectral_cam: cams.spectral.map(|cam| average(&cam)),
        ..Maps::default()
    }
}

/// Lays the maps of the views over the picture of `size` pixels; where views overlap their mean
/// counts, and a part that no view covers is zero.
pub fn assemble(cams: &CamBatch, regions: &[Region], size: (u32, u32)) -> SaliencyMap {
    let (width_px, height_px) = size;
    let (width, height) = cells(size);
    let mut values = Vec::with_capacity((width * height) as usize);
    for row in 0..height {
        for column in 0..width {
            // The cell's centre in pixels of the picture.
            let x = (column as f32 + 0.5) * width_px as f32 / width as f32;
            let y = (row as f32 + 0.5) * height_px as f32 / height as f32;
            let (mut sum, mut count) = (0.0, 0);
            for (view, region) in regions.iter().enumerate() {
                let across = (x - region.x_px as f32) / region.width_px as f32;
                let down = (y - region.y_px as f32) / region.height_px as f32;
                if (0.0..1.0).contains(&across) && (0.0..1.0).contains(&down) {
                    sum += cams.sample(view, across, down);
                    count += 1;
                }
            }
            values.push(if count > 0 { sum / count as f32 } else { 0.0 });
        }
    }
    SaliencyMap::normalized(width, height, &values)
}

/// Columns and rows of the map of a picture of `size` pixels.
fn cells(size: (u32, u32)) -> (u32, u32) {
    let (width_px, height_px) = size;
    let longest = width_px.max(height_px).max(1);
    let shortest = width_px.min(height_px).max(1);
    let least = LEAST_CELLS.min(shortest);
    let most = (u64::from(least) * u64::from(longest)).div_ceil(u64::from(shortest));
    let along = most.clamp(u64::from(MAP_CELLS), u64::from(MOST_CELLS));
    let cells = |length: u32| {
        let cells = (u64::from(length) * along).div_ceil(u64::from(longest));
        cells.max(1) as u32
    };
    (cells(width_px), cells(height_px))
}

/// The mean of the views' maps.
pub fn average(cams: &CamBatch) -> SaliencyMap {
    let size = cams.width * cams.height;
    let views = cams.values.len() / size.max(1);
    let values: Vec<f32> = (0..size)
        .map(|cell| cams.values.iter().skip(cell).step_by(size).sum::<f32>() / views.max(1) as f32)
        .collect();
    SaliencyMap::normalized(cams.width as u32, cams.height as u32, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_covers_its_own_part_of_the_picture_only() {
        let cams = CamBatch {
            width: 2,
            height: 2,
            values: vec![0.0, 1.0, 0.0, 1.0],
        };
        let region = Region {
            x_px: 0,
            y_px: 0,
            width_px: 50,
            height_px: 100,
        };
        let map = assemble(&cams, &[region], (100, 100));
        assert_eq!((map.width, map.height), (64, 64));
        let at = |x: usize| map.values[32 * 64 + x];
        assert!(at(31) > 0.9, "the right edge of the view is hot");
        assert_eq!(at(40), 0.0, "beyond the view there is nothing");
    }

    #[test]
    fn the_cells_of_a_long_thin_picture_stay_about_square() {
        for (size, expected) in [
            ((1000, 750), (64, 48)),
            ((4000, 1000), (64, 16)),
            ((3000, 300), (160, 16)),
            ((300, 3000), (16, 160)),
            ((16_000, 500), (512, 16)),
            ((64_000, 1000), (512, 8)),
            // As many cells as there are pixels on the short side would be 640 on the long one.
            ((640, 8), (512, 7)),
            ((1, 1), (64, 64)),
        ] {
            assert_eq!(cells(size), expected, "{size:?}");
        }
    }

    #[test]
    fn the_shown_spectrum_is_of_a_power_of_two() {
        let spectrum = central_spectrum(&RgbImage::new(300, 700)).expect("large enough");
        assert_eq!(spectrum.side, 256);
        assert!(central_spectrum(&RgbImage::new(300, 7)).is_none());
    }
}
