//! From pixels to views.

mod bit_plane;
mod bound;
mod cfa;
mod clones;
mod components;
mod dct;
mod error;
mod error_level;
mod ghosts;
mod gradient;
mod levels;
mod noise;
mod plane;
mod spectrum;
#[cfg(test)]
mod testing;
mod tone;
mod wavelet;

use image::RgbImage;

pub use error::ViewError;

use crate::{Area, Fact, MAX_PIXELS, View};

/// A view of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewImage {
    /// What is shown.
    pub pixels: RgbImage,
    /// The part of the picture that it is of.
    pub area: Area,
    /// Each pixel of the view lies over so many of the area, along each side; absent where places of
    /// the view are no places of the picture.
    pub cell_px: Option<u32>,
    /// What was found.
    pub facts: Vec<Fact>,
}

/// What a view is before it is known which part of the picture it is of.
struct Drawn {
    pixels: RgbImage,
    cell_px: Option<u32>,
    facts: Vec<Fact>,
}

/// Computes `view` of `picture`, of `area` alone where one is given. `progress` hears the share that
/// is done, of work that takes long.
///
/// # Errors
///
/// A parameter has a value that it may not have, `area` is not within the picture, or the picture is
/// too small for this view.
pub fn compute(
    view: &View,
    picture: &RgbImage,
    area: Option<Area>,
    progress: &dyn Fn(f32),
) -> Result<ViewImage, ViewError> {
    if let Some(parameter) = view.fault() {
        return Err(ViewError::Parameter {
            code: parameter.code,
        });
    }
    let area = bound::part(picture.dimensions(), area, MAX_PIXELS)?;
    let part = bound::cut(picture, area);
    let drawn = match *view {
        View::ErrorLevel(own) => error_level::draw(own, &part)?,
        View::MedianNoise(own) => noise::draw(own, &part),
        View::WaveletNoise(own) => wavelet::draw(own, &part)?,
        View::JpegGhosts(own) => ghosts::draw(own, &part, progress)?,
        View::LuminanceGradient(own) => gradient::draw(own, &part),
        View::LevelSweep(own) => levels::draw(own, &part),
        View::PrincipalComponents(own) => components::draw(own, &part),
        View::BitPlane(own) => bit_plane::draw(own, &part),
        View::CloneHints(own) => clones::draw(own, &part, area, progress)?,
        View::Spectrum(own) => spectrum::draw(own, &part, progress)?,
        View::DctHistogram(own) => dct::draw(own, &part, area)?,
        View::CfaTraces(own) => cfa::draw(own, &part)?,
    };
    let mut facts = drawn.facts;
    if area != Area::whole(picture.dimensions()) {
        facts.insert(0, Fact::Part { area });
    }
    Ok(ViewImage {
        pixels: drawn.pixels,
        area,
        cell_px: drawn.cell_px,
        facts,
    })
}
