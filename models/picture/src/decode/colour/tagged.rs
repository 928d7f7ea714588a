//! Colours that a PNG names without a profile.
//!
//! Code points (`cICP`) come before a profile, a profile before `sRGB`, and that before `gAMA` and
//! `cHRM`. Sources: PNG Specification, third edition, 4.3 and 11.3.2, <https://www.w3.org/TR/png-3/>;
//! ITU-T H.273, tables 2 and 3, for code points.

use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile,
    MatrixCoefficients, ToneReprCurve, TransferCharacteristics,
};
use spectrafide_provenance::container::{BlockKind, Container};
use spectrafide_report::NamedColors;

use super::Conversion;

/// Values of `gAMA` and `cHRM` are in this many parts.
const PARTS: f64 = 100_000.0;
/// What writers of sRGB put into `gAMA`, for readers that know a power alone.
const SRGB_GAMMA: f64 = 45_455.0;
/// How far a gamma may be from another one to be the same, as a share: that of libpng.
const SAME_GAMMA: f64 = 0.05;
/// Gammas that are none, in parts.
const GAMMAS: std::ops::RangeInclusive<f64> = 10_000.0..=1_000_000.0;
/// How far the place of a primary may be from another one to be the same.
const SAME_PLACE: f64 = 0.002;
/// Twice the smallest area that primaries span, and the smallest share of one of them in white. Those of
/// sRGB span 0.22, and have a share of 0.21 at least.
const MIN_AREA: f64 = 0.01;
const MIN_SHARE: f64 = 0.01;
/// White, red, green and blue of sRGB (IEC 61966-2-1), as `cHRM` has them.
const SRGB_PLACES: [f64; 8] = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];

/// What names the colours of a picture.
pub(in crate::decode) enum Named {
    /// They are as stored.
    Srgb,
    /// Others.
    By(NamedColors, Conversion),
    /// Others, which are not read.
    NotRead(NamedColors),
}

impl Named {
    /// By code points, for a picture of `channels` channels without alpha; `None` where there are none.
    pub(in crate::decode) fn by_code_points(
        container: &Container<'_>,
        channels: u8,
    ) -> Option<Self> {
        let points = chunk(container, *b"cICP")?;
        let by = NamedColors::CodePoints;
        Some(Self::of(by, code_points(points).as_ref(), channels))
    }

    /// By the chunks that count where there is no profile.
    pub(in crate::decode) fn by_chunks(container: &Container<'_>, channels: u8) -> Self {
        if chunk(container, *b"sRGB").is_some() {
            return Self::Srgb;
        }
        let (gamma, places) = (chunk(container, *b"gAMA"), chunk(container, *b"cHRM"));
        if gamma.is_none() && places.is_none() {
            return Self::Srgb;
        }
        let by = NamedColors::GammaAndPrimaries;
        match gamma_and_primaries(gamma, places) {
            Ok(None) => Self::Srgb,
            Ok(Some(profile)) => Self::of(by, Some(&profile), channels),
            Err(NoColours) => Self::NotRead(by),
        }
    }

    fn of(by: NamedColors, profile: Option<&ColorProfile>, channels: u8) -> Self {
        match profile.map(|profile| Conversion::by(profile, channels)) {
            Some(Ok(Some(conversion))) => Self::By(by, conversion),
            Some(Ok(None)) => Self::Srgb,
            Some(Err(_)) | None => Self::NotRead(by),
        }
    }
}

fn chunk<'a>(container: &'a Container<'_>, name: [u8; 4]) -> Option<&'a [u8]> {
    let block = container.first(&BlockKind::PngColour(name))?;
    Some(&block.data)
}

/// What primaries and a curve of H.273 are; `None` for those of brighter light than sRGB has, of
/// unspecified ones, and of pictures that are not stored as RGB from 0 to the highest value.
fn code_points(points: &[u8]) -> Option<ColorProfile> {
    let &[primaries, transfer, matrix, full_range] = points else {
        return None;
    };
    if (matrix, full_range) != (0, 1) {
        return None;
    }
    let color_primaries = CicpColorPrimaries::try_from(primaries).ok()?;
    let transfer_characteristics = TransferCharacteristics::try_from(transfer).ok()?;
    // Gamma, linear light, and the curves of television and of sRGB.
    if !matches!(transfer, 1 | 4..=8 | 13..=15) {
        return None;
    }
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries,
        transfer_characteristics,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    profile.cicp.is_some().then_some(profile)
}

/// No colours can be what a chunk names.
struct NoColours;

/// What `gAMA` and `cHRM` name; nothing where that is sRGB.
fn gamma_and_primaries(
    gamma: Option<&[u8]>,
    places: Option<&[u8]>,
) -> Result<Option<ColorProfile>, NoColours> {
    let gamma = match gamma.map(numbers::<1>) {
        Some(Some([gamma])) if GAMMAS.contains(&gamma) => Some(gamma),
        Some(_) => return Err(NoColours),
        None => None,
    };
    let places = match places.map(numbers::<8>) {
        Some(Some(places)) => Some(places.map(|place| place / PARTS)),
        Some(None) => return Err(NoColours),
        None => None,
    };
    if !places.as_ref().is_none_or(can_be) {
        return Err(NoColours);
    }
    let is_srgb_gamma = gamma.is_none_or(|gamma| (gamma / SRGB_GAMMA - 1.0).abs() <= SAME_GAMMA);
    let is_srgb_places = places.is_none_or(|places| {
        let pairs = places.iter().zip(SRGB_PLACES);
        pairs
            .into_iter()
            .all(|(place, srgb)| (place - srgb).abs() <= SAME_PLACE)
    });
    if is_srgb_gamma && is_srgb_places {
        return Ok(None);
    }
    let mut profile = ColorProfile::new_srgb();
    if let Some(gamma) = gamma {
        let curve = ToneReprCurve::Parametric(vec![(PARTS / gamma) as f32]);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
    }
    if let Some(places) = places {
        let place = |at: usize| {
            let [x, y] = [at, at + 1].map(|at| places.get(at).copied().unwrap_or_default() as f32);
            Chromaticity::new(x, y)
        };
        let primaries = ColorPrimaries {
            red: place(2),
            green: place(4),
            blue: place(6),
        };
        profile.update_rgb_colorimetry(place(0).to_xyyb(), primaries);
    }
    Ok(Some(profile))
}

/// Whether white can be mixed of red, green and blue: it lies between them, and they are apart.
fn can_be(
    &[
        white_x,
        white_y,
        red_x,
        red_y,
        green_x,
        green_y,
        blue_x,
        blue_y,
    ]: &[f64; 8],
) -> bool {
    let [red, green, blue] = [(red_x, red_y), (green_x, green_y), (blue_x, blue_y)];
    let white = (white_x, white_y);
    let is_colour = |(x, y): (f64, f64)| y > 0.0 && x + y <= 1.001;
    // Twice the area of a triangle, below zero where its corners run the other way round.
    let area = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| {
        (b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)
    };
    let whole = area(red, green, blue);
    let parts = [
        area(white, green, blue),
        area(red, white, blue),
        area(red, green, white),
    ];
    [white, red, green, blue].into_iter().all(is_colour)
        && whole.abs() > MIN_AREA
        && parts.iter().all(|part| part / whole > MIN_SHARE)
}

/// The numbers that are all of a chunk.
fn numbers<const N: usize>(chunk: &[u8]) -> Option<[f64; N]> {
    let (numbers, rest) = chunk.as_chunks::<4>();
    let numbers: &[[u8; 4]; N] = numbers.try_into().ok().filter(|_| rest.is_empty())?;
    Some(numbers.map(|number| f64::from(u32::from_be_bytes(number))))
}
