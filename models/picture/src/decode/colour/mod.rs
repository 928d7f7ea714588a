//! Pictures with a colour profile become sRGB, which all pictures without one are taken for.
//!
//! `moxcms` reads profiles. The arithmetic is here, because its own differs with the processor, and
//! a verdict must not depend on that.

mod curve;
mod grid;
mod profile;
mod shaper;
mod srgb;
mod table;
mod tagged;

use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace};
use spectrafide_report::ProfileFault;

use grid::Grid;
use shaper::Shaper;
use table::Table;
pub(super) use tagged::Named;

/// Most levels that a profile may move a colour for the picture to be sRGB already: the curves of
/// some small profiles called sRGB are drawn with few points.
const SRGB_LEVELS: u8 = 3;

/// What a profile does to the colours of a picture.
pub(super) struct Conversion(Kind);

enum Kind {
    Shaped(Box<Shaper>),
    Tabled(Grid<3>),
    Inks(Grid<4>),
}

impl Conversion {
    /// What `profile` asks for a picture of `channels` channels without alpha; `None` where the
    /// picture is sRGB already.
    pub(super) fn of(profile: &[u8], channels: u8) -> Result<Option<Self>, ProfileFault> {
        Self::by(&profile::read(profile)?, channels)
    }

    fn by(profile: &ColorProfile, channels: u8) -> Result<Option<Self>, ProfileFault> {
        if !profile::fits(profile, channels) {
            return Err(ProfileFault::OtherColors);
        }
        let kind = if profile.color_space == DataColorSpace::Cmyk {
            let table = Table::of(profile, [1.0; 4]).ok_or(ProfileFault::Damaged)?;
            Kind::Inks(Grid::of(|inks| table.srgb(inks)))
        } else if let Some(table) =
            Table::of(profile, [0.0; 3]).filter(|_| profile.color_space == DataColorSpace::Rgb)
        {
            Kind::Tabled(Grid::of(|stored| table.srgb(stored)))
        } else {
            let shaper = Shaper::of(profile).ok_or(ProfileFault::Damaged)?;
            Kind::Shaped(Box::new(shaper))
        };
        let conversion = Self(kind);
        let colours = channels != 1;
        Ok(Some(conversion).filter(|conversion| !conversion.is_idle(colours)))
    }

    /// Whether no colour, or no grey where there is no colour, moves further than
    /// [`SRGB_LEVELS`].
    fn is_idle(&self, colours: bool) -> bool {
        if matches!(self.0, Kind::Inks(_)) {
            return false;
        }
        let step = |index: u32, steps: u32| (index * 255 / (steps - 1)) as u8;
        let greys = (0..=255).map(|grey| [grey; 3]);
        let others = (0..9_u32.pow(3)).filter(|_| colours).map(|index| {
            [
                step(index / 81, 9),
                step(index / 9 % 9, 9),
                step(index % 9, 9),
            ]
        });
        let probe: RgbImage = RgbImage::from_vec(
            1,
            256 + if colours { 729 } else { 0 },
            greys.chain(others).flatten().collect(),
        )
        .unwrap_or_default();
        let mut moved = probe.clone();
        self.convert8(moved.pixels_mut().map(|pixel| &mut pixel.0));
        let pairs = probe.as_raw().iter().zip(moved.as_raw());
        pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0) <= SRGB_LEVELS
    }

    /// The picture in sRGB, with eight bits a channel; transparency stays as it is.
    pub(super) fn apply(&self, picture: DynamicImage) -> DynamicImage {
        let color = picture.color();
        let deep = color.bits_per_pixel() / u16::from(color.channel_count()) > 8;
        match (deep, color.has_alpha()) {
            (false, false) => {
                let mut pixels = picture.into_rgb8();
                self.convert8(pixels.pixels_mut().map(|pixel| &mut pixel.0));
                pixels.into()
            }
            (false, true) => {
                let mut pixels = picture.into_rgba8();
                let colours = pixels
                    .pixels_mut()
                    .filter_map(|pixel| pixel.0.first_chunk_mut());
                self.convert8(colours);
                pixels.into()
            }
            (true, false) => {
                let pixels = picture.into_rgb16();
                let colour = self.convert16();
                RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
                    Rgb(colour(pixels.get_pixel(x, y).0))
                })
                .into()
            }
            (true, true) => {
                let pixels = picture.into_rgba16();
                let colour = self.convert16();
                RgbaImage::from_fn(pixels.width(), pixels.height(), |x, y| {
                    let [r, g, b, alpha] = pixels.get_pixel(x, y).0;
                    let [r, g, b] = colour([r, g, b]);
                    Rgba([r, g, b, eight(alpha)])
                })
                .into()
            }
        }
    }

    fn convert8<'a>(&self, pixels: impl Iterator<Item = &'a mut [u8; 3]>) {
        match &self.0 {
            Kind::Shaped(shaper) => {
                let light = shaper.light(u8::MAX.into());
                for pixel in pixels {
                    *pixel = shaper.colour(&light, pixel.map(u16::from));
                }
            }
            Kind::Tabled(grid) => {
                for pixel in pixels {
                    *pixel = grid.colour(*pixel);
                }
            }
            Kind::Inks(_) => {}
        }
    }

    fn convert16(&self) -> impl Fn([u16; 3]) -> [u8; 3] {
        let light = match &self.0 {
            Kind::Shaped(shaper) => Some(shaper.light(u16::MAX)),
            _ => None,
        };
        move |pixel| match (&self.0, &light) {
            (Kind::Shaped(shaper), Some(light)) => shaper.colour(light, pixel),
            (Kind::Tabled(grid), _) => grid.colour(pixel.map(eight)),
            _ => pixel.map(eight),
        }
    }

    /// The colours of `inks`, four a pixel, 255 for all of an ink; the same buffer without the
    /// fourth.
    pub(super) fn print(&self, mut inks: Vec<u8>) -> Vec<u8> {
        let Kind::Inks(grid) = &self.0 else {
            return Vec::new();
        };
        let pixels = inks.len() / 4;
        for pixel in 0..pixels {
            let Some(stored) = inks.get(4 * pixel..).and_then(|rest| rest.first_chunk()) else {
                break;
            };
            let colour = grid.colour(*stored);
            if let Some(place) = inks
                .get_mut(3 * pixel..)
                .and_then(|rest| rest.first_chunk_mut())
            {
                *place = colour;
            }
        }
        inks.truncate(3 * pixels);
        inks
    }
}

/// The nearest value of eight bits.
fn eight(deep: u16) -> u8 {
    ((u32::from(deep) + 128) / 257) as u8
}
