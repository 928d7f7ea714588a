//! Decoding by `jxl-oxide`, within limits.

mod colours;
mod open;

use std::error::Error;
use std::panic::{UnwindSafe, catch_unwind};

use jxl_oxide::image::BitDepth;
use jxl_oxide::{ExtraChannelType, FrameBufferSample, ImageStream};

use crate::{JxlError, Raster, Samples};
use open::Opened;

/// Most bits of an integer sample: with 31 the decoder's arithmetic overflows.
const MAX_BITS: u32 = 30;

/// Decodes `file`, a codestream or a container, if it has at most `max_pixels` pixels.
///
/// Of an animation the first frame is decoded, and nothing behind it is read.
///
/// # Errors
///
/// When the header promises more pixels, the first frame is not there in full, the picture is for
/// printers, or anything is damaged. The header is looked at before anything is decoded.
pub fn read(file: &[u8], max_pixels: u64) -> Result<Raster, JxlError> {
    guarded(|| decoded(file, max_pixels))
}

/// A fault of the decoder, which damaged files have found, as an error. In a browser the program ends
/// instead, and whoever called it starts another one.
fn guarded<T>(work: impl FnOnce() -> Result<T, JxlError> + UnwindSafe) -> Result<T, JxlError> {
    catch_unwind(work).unwrap_or_else(|_fault| Err(damaged("the decoder met a fault")))
}

fn decoded(file: &[u8], max_pixels: u64) -> Result<Raster, JxlError> {
    let Opened { mut image, rest } = Opened::new(file, max_pixels)?;
    if image.pixel_format().has_black() {
        return Err(JxlError::Inks);
    }
    let metadata = &image.image_header().metadata;
    let depth = metadata.bit_depth;
    if matches!(depth, BitDepth::IntegerSample { bits_per_sample } if bits_per_sample > MAX_BITS) {
        return Err(damaged("its samples have too many bits"));
    }
    // The decoder (0.12.6) panics over a profile of no bytes.
    if metadata.colour_encoding.want_icc() && image.original_icc().is_none() {
        return Err(damaged("its colour profile is empty"));
    }
    open::load_first_frame(&mut image, &rest)?;
    let colours = colours::request(&mut image);
    let (width_px, height_px) = (image.width(), image.height());
    let profile = image.original_icc().unwrap_or_default().to_vec();
    let animated = image.image_header().metadata.animation.is_some()
        && image.frame_header(0).is_some_and(|frame| !frame.is_last);
    let multiplied = image
        .image_header()
        .metadata
        .ec_info
        .iter()
        .find_map(|one| match one.ty {
            ExtraChannelType::Alpha { alpha_associated } => Some(alpha_associated),
            _ => None,
        });
    let render = image.render_frame(0).map_err(damaged)?;
    let mut stream = render.stream();
    if (stream.width(), stream.height()) != (width_px, height_px) {
        return Err(damaged("its frame has another size than the picture"));
    }
    let channels = u8::try_from(stream.channels())
        .ok()
        .filter(|channels| (1..=4).contains(channels))
        .ok_or_else(|| damaged("it has another number of channels than pictures have"))?;
    let mut samples = if is_deep(depth) {
        Samples::Sixteen(samples(&mut stream)?)
    } else {
        Samples::Eight(samples(&mut stream)?)
    };
    if multiplied == Some(true) && channels % 2 == 0 {
        divide(&mut samples, channels.into());
    }
    Ok(Raster {
        width_px,
        height_px,
        channels,
        animated,
        colours,
        profile,
        samples,
    })
}

/// Width and height of `file` as it is stored, before it is turned, from its header alone.
///
/// # Errors
///
/// When there is no header, or it promises more than `max_pixels`.
pub fn size(file: &[u8], max_pixels: u64) -> Result<(u32, u32), JxlError> {
    guarded(|| {
        let Opened { image, .. } = Opened::new(file, max_pixels)?;
        let size = &image.image_header().size;
        Ok((size.width, size.height))
    })
}

fn is_deep(depth: BitDepth) -> bool {
    match depth {
        BitDepth::IntegerSample { bits_per_sample } => bits_per_sample > 8,
        BitDepth::FloatSample { .. } => true,
    }
}

fn samples<T>(stream: &mut ImageStream<'_>) -> Result<Vec<T>, JxlError>
where
    T: FrameBufferSample + Default + Clone,
{
    let pixels = u64::from(stream.width()).saturating_mul(stream.height().into());
    let count = usize::try_from(pixels.saturating_mul(stream.channels().into()));
    let count = count.map_err(damaged)?;
    let mut samples = Vec::new();
    samples.try_reserve_exact(count).map_err(damaged)?;
    samples.resize(count, T::default());
    if stream.write_to_buffer(&mut samples) == count {
        Ok(samples)
    } else {
        Err(damaged("there are too few samples"))
    }
}

/// Takes alpha, the last of `channels`, out of the others again.
fn divide(samples: &mut Samples, channels: usize) {
    match samples {
        Samples::Eight(samples) => {
            for pixel in samples.chunks_exact_mut(channels) {
                if let Some((&mut alpha @ 1.., colours)) = pixel.split_last_mut() {
                    for colour in colours {
                        *colour = quotient(u32::from(*colour), alpha.into(), u8::MAX.into()) as u8;
                    }
                }
            }
        }
        Samples::Sixteen(samples) => {
            for pixel in samples.chunks_exact_mut(channels) {
                if let Some((&mut alpha @ 1.., colours)) = pixel.split_last_mut() {
                    for colour in colours {
                        *colour =
                            quotient(u32::from(*colour), alpha.into(), u16::MAX.into()) as u16;
                    }
                }
            }
        }
    }
}

/// `colour / alpha` in parts of `most`, to the nearest; what is brighter than its alpha is white.
fn quotient(colour: u32, alpha: u32, most: u32) -> u32 {
    let (colour, alpha, most) = (u64::from(colour), u64::from(alpha), u64::from(most));
    let rounded = colour.saturating_mul(most).saturating_add(alpha / 2);
    rounded.checked_div(alpha).unwrap_or(0).min(most) as u32
}

fn damaged(reason: impl Into<Box<dyn Error + Send + Sync>>) -> JxlError {
    JxlError::Damaged(reason.into().to_string())
}
