//! The delivery tiers of the figures: what happens to a picture on its way to a reader.

use std::fmt;
use std::str::FromStr;

use anyhow::{Error, Result, bail};
use image::RgbImage;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode;
use spectrafide_report::Handling;

use crate::augmentation::journey::{Chain, Change, Filter};
use spectrafide_picture::handling::SCREEN_SCALE;
use spectrafide_picture::jpeg::{Chroma, Copying, HARD_COPY, WEB_COPY, scaled_size};

/// How pictures are delivered; the same for both classes.
///
/// In files and on the command line a tier is its name: `clean`, `web`, `hard`, `web-web`,
/// `hard-web`, `crop`, `screenshot`, `copy-` and the name of a copy, such as `copy-mirror`, or one with a number, such as `jpeg-70`, `scale-50`, `webp-75` or `thumbnail-32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Tier {
    /// As they are.
    Clean,
    /// Scaled by min(768 / longest side, 0.75), JPEG quality 60, 4:2:0.
    Web,
    /// Scaled by min(512 / longest side, 0.5), JPEG quality 40, 4:2:0.
    Hard,
    /// What arrives in [`Tier::Web`], delivered like this once more.
    WebTwice,
    /// What arrives in [`Tier::Hard`], delivered like [`Tier::Web`] then.
    HardWeb,
    /// JPEG of this quality, 1 to 100, 4:2:0.
    Jpeg(u8),
    /// Scaled to this many hundredths, 1 to 100, without compression.
    Scale(u8),
    /// Lossy WebP of this quality, 0 to 100.
    WebP(u8),
    /// The middle half of each side, without compression.
    Crop,
    /// Scaled by 0.83 as a browser window does it, with the four nearest pixels, and kept without
    /// compression.
    Screenshot,
    /// The middle square scaled to this many pixels a side, 8 to 255, without compression: what
    /// detectors of thumbnails can be asked about.
    Thumbnail(u8),
    /// A copy as people make it; those that are other tiers have the names of those.
    Copy(Handling),
}

impl Tier {
    /// The tiers that are reported for every detector.
    pub const MAIN: [Self; 3] = [Self::Clean, Self::Web, Self::Hard];

    /// All tiers of a report: the main ones, then one change at a time, from weak to strong.
    pub const SWEEP: [Self; 20] = [
        Self::Clean,
        Self::Web,
        Self::Hard,
        Self::Jpeg(95),
        Self::Jpeg(90),
        Self::Jpeg(80),
        Self::Jpeg(70),
        Self::Jpeg(60),
        Self::Jpeg(50),
        Self::Jpeg(40),
        Self::Jpeg(30),
        Self::WebP(75),
        Self::WebP(50),
        Self::Scale(100),
        Self::Scale(75),
        Self::Scale(50),
        Self::Scale(35),
        Self::Scale(25),
        Self::Crop,
        Self::Screenshot,
    ];

    /// The tiers in which a verdict's stability is measured, each with what is done there: the picture
    /// as it is aside.
    pub const STABILITY: [(Handling, Self); 8] = [
        (Handling::WebPage, Self::Web),
        (Handling::Messenger, Self::Hard),
        (Handling::Thumbnail, Self::Copy(Handling::Thumbnail)),
        (Handling::Crop, Self::Copy(Handling::Crop)),
        (Handling::Letterbox, Self::Copy(Handling::Letterbox)),
        (Handling::Mirror, Self::Copy(Handling::Mirror)),
        (Handling::Screenshot, Self::Screenshot),
        (Handling::Collage, Self::Copy(Handling::Collage)),
    ];

    /// The name, as on the command line.
    pub fn name(self) -> String {
        match self {
            Self::Clean => "clean".to_owned(),
            Self::Web => "web".to_owned(),
            Self::Hard => "hard".to_owned(),
            Self::WebTwice => "web-web".to_owned(),
            Self::HardWeb => "hard-web".to_owned(),
            Self::Jpeg(quality) => format!("jpeg-{quality}"),
            Self::Scale(hundredths) => format!("scale-{hundredths}"),
            Self::WebP(quality) => format!("webp-{quality}"),
            Self::Crop => "crop".to_owned(),
            Self::Screenshot => "screenshot".to_owned(),
            Self::Thumbnail(side) => format!("thumbnail-{side}"),
            Self::Copy(handling) => format!("copy-{}", copy_name(handling)),
        }
    }

    /// What happens to a picture of this size. Scaling uses a three-lobed Lanczos filter where
    /// nothing else is said; thumbnails a triangle without aliasing.
    pub fn chain(self, size: (u32, u32)) -> Chain {
        let after = |first: Self, copying: Copying| {
            let mut changes = first.chain(size).0;
            changes.extend(Self::Web.chain(copying.size(size)).0);
            changes
        };
        let scale = |longest: f64, cap: f64, filter: Filter| {
            let (width_px, height_px) = scaled_size(size, longest, cap);
            Change::Resize {
                width_px,
                height_px,
                filter,
            }
        };
        let jpeg = |quality: u8| Change::Jpeg {
            quality,
            chroma: Chroma::Half,
        };
        let by = |factor: f64, filter: Filter| scale(f64::INFINITY, factor, filter);
        let copy = |copying: Copying| {
            let longest = f64::from(copying.longest_px);
            let smaller = scale(longest, copying.largest_factor, Filter::Lanczos3);
            vec![smaller, jpeg(copying.quality)]
        };
        Chain(match self {
            Self::Clean => vec![],
            Self::Web => copy(WEB_COPY),
            Self::Hard => copy(HARD_COPY),
            Self::WebTwice => after(Self::Web, WEB_COPY),
            Self::HardWeb => after(Self::Hard, HARD_COPY),
            Self::Jpeg(quality) => vec![jpeg(quality)],
            Self::Scale(hundredths) => vec![by(f64::from(hundredths) / 100.0, Filter::Lanczos3)],
            Self::WebP(quality) => vec![Change::WebP { quality }],
            Self::Crop => vec![middle_half(size)],
            Self::Screenshot => vec![by(SCREEN_SCALE, Filter::Bilinear)],
            Self::Copy(handling) => vec![Change::Copy(handling)],
            Self::Thumbnail(side) => vec![
                middle_square(size),
                Change::Resize {
                    width_px: u32::from(side),
                    height_px: u32::from(side),
                    filter: Filter::Triangle,
                },
            ],
        })
    }

    /// The tier in which the web copies of this tier's pictures arrive, if there is one: what a
    /// detector that looks twice is shown then.
    pub fn copied(self) -> Option<Self> {
        match self {
            Self::Clean => Some(Self::Web),
            Self::Web => Some(Self::WebTwice),
            Self::Hard => Some(Self::HardWeb),
            _ => None,
        }
    }

    /// The picture as it arrives.
    ///
    /// # Errors
    ///
    /// A picture that an encoder refuses.
    pub fn deliver(self, pixels: RgbImage) -> Result<RgbImage> {
        self.chain(pixels.dimensions())
            .apply(pixels, &mut no_noise())
    }

    /// The file as it arrives: `bytes` themselves in [`Tier::Clean`], else what the tier
    /// compresses, and a PNG where it does not.
    ///
    /// # Errors
    ///
    /// Bytes that give no picture.
    pub fn deliver_file(self, bytes: &[u8]) -> Result<Vec<u8>> {
        if self == Self::Clean {
            return Ok(bytes.to_vec());
        }
        self.file_of(decode::decode(bytes)?.pixels)
    }

    /// The file in which these pixels arrive: what the tier compresses, and a PNG where it does not.
    ///
    /// # Errors
    ///
    /// A picture that an encoder refuses.
    pub fn file_of(self, pixels: RgbImage) -> Result<Vec<u8>> {
        self.chain(pixels.dimensions())
            .file(pixels, &mut no_noise())
    }
}

fn copy_name(handling: Handling) -> &'static str {
    match handling {
        Handling::WebPage => "web-page",
        Handling::Messenger => "messenger",
        Handling::Thumbnail => "thumbnail",
        Handling::Crop => "crop",
        Handling::Letterbox => "letterbox",
        Handling::Mirror => "mirror",
        Handling::Screenshot => "screenshot",
        Handling::Collage => "collage",
    }
}

/// No step of a tier draws from it.
fn no_noise() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(0)
}

fn middle_half((width, height): (u32, u32)) -> Change {
    let (left_px, top_px) = (width / 4, height / 4);
    Change::Crop {
        left_px,
        top_px,
        right_px: width.saturating_sub(left_px + width.div_ceil(2)),
        bottom_px: height.saturating_sub(top_px + height.div_ceil(2)),
    }
}

fn middle_square((width, height): (u32, u32)) -> Change {
    let side = width.min(height);
    let (left_px, top_px) = ((width - side) / 2, (height - side) / 2);
    Change::Crop {
        left_px,
        top_px,
        right_px: width - side - left_px,
        bottom_px: height - side - top_px,
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl FromStr for Tier {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let number = |prefix: &str| {
            name.strip_prefix(prefix)
                .and_then(|rest| rest.parse::<u8>().ok())
        };
        let read = match name {
            "clean" => Some(Self::Clean),
            "web" => Some(Self::Web),
            "hard" => Some(Self::Hard),
            "web-web" => Some(Self::WebTwice),
            "hard-web" => Some(Self::HardWeb),
            "crop" => Some(Self::Crop),
            "screenshot" => Some(Self::Screenshot),
            _ => number("jpeg-")
                .filter(|quality| (1..=100).contains(quality))
                .map(Self::Jpeg)
                .or_else(|| {
                    number("scale-")
                        .filter(|hundredths| (1..=100).contains(hundredths))
                        .map(Self::Scale)
                })
                .or_else(|| {
                    number("webp-")
                        .filter(|quality| *quality <= 100)
                        .map(Self::WebP)
                })
                .or_else(|| {
                    number("thumbnail-")
                        .filter(|side| *side >= 8)
                        .map(Self::Thumbnail)
                })
                .or_else(|| {
                    let mut copies = Handling::ALL.into_iter().map(Self::Copy);
                    copies.find(|tier| tier.name() == name)
                }),
        };
        let Some(tier) = read else {
            bail!(
                "there is no tier `{name}`; there are clean, web, hard, web-web, hard-web, crop, \
                 screenshot, jpeg-QUALITY (1 to 100), webp-QUALITY (0 to 100), scale-HUNDREDTHS (1 to 100), \
                 thumbnail-PIXELS (8 to 255) and copy-NAME, such as copy-mirror"
            );
        };
        Ok(tier)
    }
}

impl TryFrom<String> for Tier {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        name.parse()
    }
}

impl From<Tier> for String {
    fn from(tier: Tier) -> Self {
        tier.name()
    }
}

#[cfg(test)]
mod tests;
