//! Open invisible watermarks: messages in the pixels that anyone can read, and anyone can write.
//!
//! The reference programs of some models put a fixed message into every picture, with the library
//! `invisible-watermark` and its method `dwtDct`. A message that is there says so; one that is not
//! says nothing, because most programs put none and JPEG removes it.
//!
//! `TrustMark` (<https://arxiv.org/abs/2311.18297>), whose decoder is a network, is not looked for: no
//! package of it (`trustmark` 0.4.0 for Rust, 0.9.2 for Python) has the weights, which the programs fetch
//! from a server of Adobe's.
//!
//! # Which messages
//!
//! | model | bits | source |
//! | --- | --- | --- |
//! | Stable Diffusion 1 | 136, the text `StableDiffusionV1` | `scripts/txt2img.py` in <https://github.com/CompVis/stable-diffusion> |
//! | Stable Diffusion 2 | 32, the text `SDV2` | `scripts/txt2img.py` in <https://github.com/Stability-AI/stablediffusion> |
//! | Stable Diffusion XL | 48 | `scripts/demo/streamlit_helpers.py` in <https://github.com/Stability-AI/generative-models>, `StableDiffusionXLWatermarker` in <https://github.com/huggingface/diffusers> |
//! | FLUX | 46: the 48 of its number without the two leading zeros, which Python's `bin` leaves out | `src/flux/util.py` in <https://github.com/black-forest-labs/flux> |
//!
//! # When a message counts
//!
//! If each bit that is read from another picture were a fair coin, a message of `n` bits would be
//! found with up to `e` errors with probability `Σ C(n, k) / 2ⁿ` over `k ≤ e`. Four messages are
//! looked for, each in two ways. The allowed errors are the most for which the eight probabilities
//! together stay below `FALSE_ALARMS`: 37 of 136 bits, 2 of 32, 6 of 48 and 5 of 46.
//!
//! Bits are no fair coins: those of one picture resemble each other. So it is measured, on the photographs
//! of openmix and openmix2, in four sizes, without loss and as JPEG of quality 90, 75 and 60, whole,
//! shifted, and cut to widths with which a column of blocks has always the same bits. Of 312 728 readings
//! of 4 634 photographs none was found to have a message; the nearest had 94 of 136 bits, 26 of 32, 39
//! of 48 and 36 of 46, where 99, 30, 42 and 41 count. If they were independent, which copies of one
//! photograph are not, that would leave fewer than 9.6 alarms in a million with 95 % confidence. Fits:
//!
//! | distribution | alarms in a million | its highest thousandth has |
//! | --- | --- | --- |
//! | fair coins, read in two ways | 0.49 | 5 to 13 times as many readings as were seen |
//! | coins that lean together (beta-binomial, by mean and variance) | 11.6 | 2 to 58 times as many |
//! | geometric, of the highest thousandth of the readings | 0.44 | as many |
//!
//! The bits of a picture lean together, but the messages have ones and zeros, so that few readings come
//! near to one: fair coins come nearer, and the bound stands. `measurements/watermark.json` has all counts;
//! the program `examples/watermark_alarms` makes them, and goes on with more photographs:
//!
//! ```text
//! cargo run -p spectrafide-provenance --example watermark_alarms -- DATA provenance/measurements/watermark.json
//! ```
//!
//! The pictures have up to 1024 pixels a side; larger photographs were not measured. Among some ten thousand
//! other cuts one had 39 bits of FLUX's, which is why the bound is ten times stricter than one in 100 000.
//!
//! # What survives
//!
//! Of 60 photographs of 256 to 512 pixels that the library marked, the message of Stable Diffusion
//! XL is found in 44 as they were saved without loss, where the library's own decoder would find 23
//! within the same bound, and that of Stable Diffusion 1 in 41. Saved as JPEG of quality 95 it is
//! found in 1 to 4, and of quality 90, 80, 75 or 60 in none. Larger pictures have more votes.

mod dwt_dct;

use image::RgbImage;

use crate::finding::{Field, Finding, Generation, Place, Tool, Trust, What};
use dwt_dct::{Arithmetic, Readers};

/// How often a picture without a watermark may be found to have one, at most.
const FALSE_ALARMS: f64 = 1e-6;
/// Smallest picture that the library marks, in pixels.
const MIN_PIXELS: u64 = 256 * 256;
/// Largest picture that is looked at, in pixels; what is larger was not left as a model made it.
const MAX_PIXELS: u64 = 1 << 24;

/// A message that a model's reference program puts into every picture.
struct Message {
    tool: Tool,
    model: &'static str,
    /// The highest bit first, as many as `length`, in as many bytes as that needs.
    bits: &'static [u8],
    length: usize,
}

const MESSAGES: [Message; 4] = [
    Message {
        tool: Tool::StableDiffusion,
        model: "Stable Diffusion 1",
        bits: b"StableDiffusionV1",
        length: 136,
    },
    Message {
        tool: Tool::StableDiffusion,
        model: "Stable Diffusion 2",
        bits: b"SDV2",
        length: 32,
    },
    Message {
        tool: Tool::StableDiffusion,
        model: "Stable Diffusion XL",
        bits: &0b1011_0011_1110_1100_1001_0000_0111_1011_1011_0001_1001_1110_u64.to_be_bytes(),
        length: 48,
    },
    Message {
        tool: Tool::BlackForestLabs,
        model: "FLUX",
        bits: &0b10_1010_1111_1110_1000_0111_1001_1100_1111_0101_0010_1110_u64.to_be_bytes(),
        length: 46,
    },
];

impl Message {
    /// The bits in their order; of a number its lowest ones.
    fn bits(&self) -> impl Iterator<Item = bool> + '_ {
        let bits = self
            .bits
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1));
        let all = self.bits.len().saturating_mul(8);
        bits.skip(all.saturating_sub(self.length))
    }

    /// The most wrong bits with which the message counts.
    fn allowed_errors(&self) -> usize {
        let looks = MESSAGES.len().saturating_mul(Arithmetic::ALL.len());
        let bound = FALSE_ALARMS / looks as f64;
        // The probability of exactly `errors` wrong bits, from that of one fewer.
        let mut exactly = 0.5_f64.powi(self.length as i32);
        let mut at_most = exactly;
        let mut errors = 0_usize;
        while at_most <= bound && errors < self.length {
            let left = self.length.saturating_sub(errors) as f64;
            errors = errors.saturating_add(1);
            exactly *= left / errors as f64;
            at_most += exactly;
        }
        errors.saturating_sub(1)
    }
}

/// How much of a known message was read from a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The model whose reference program writes the message.
    pub model: &'static str,
    /// Bits of the message.
    pub bits: usize,
    /// Bits that were read as the message has them, in the better one of the two ways.
    pub right: usize,
    /// Right bits from which on the message counts as found.
    pub counts_from: usize,
}

impl Agreement {
    /// Whether the message counts as found.
    pub fn counts(&self) -> bool {
        self.right >= self.counts_from
    }
}

/// What is read from a picture of each known message that it has room for, found or not.
///
/// `picture` must have the file's own pixels: a copy that was turned, cut or resized has no message.
/// Empty for pictures of fewer than 65 536 pixels, which the library does not mark, and of more than
/// 16 777 216. The program `examples/watermark_alarms` measures with it how often a message counts
/// that is not there.
pub fn agreements(picture: &RgbImage) -> Vec<Agreement> {
    let read = agreements_with_messages(picture).into_iter();
    read.map(|(agreement, _)| agreement).collect()
}

fn agreements_with_messages(picture: &RgbImage) -> Vec<(Agreement, &'static Message)> {
    let pixels = u64::from(picture.width()).saturating_mul(u64::from(picture.height()));
    if !(MIN_PIXELS..=MAX_PIXELS).contains(&pixels) {
        return Vec::new();
    }
    let readers = Readers::of(picture);
    let agreement = |message: &'static Message| {
        let right = Arithmetic::ALL.iter().filter_map(|way| {
            let read = readers.bits(*way, message.length)?;
            let pairs = message.bits().zip(read);
            Some(pairs.filter(|(expected, read)| expected == read).count())
        });
        let agreement = Agreement {
            model: message.model,
            bits: message.length,
            right: right.max()?,
            counts_from: message.length.saturating_sub(message.allowed_errors()),
        };
        Some((agreement, message))
    };
    MESSAGES.iter().filter_map(agreement).collect()
}

/// The message in the pixels of a picture, if it has one that is known.
pub(crate) fn read(picture: &RgbImage) -> Option<Finding> {
    let mut agreements = agreements_with_messages(picture).into_iter();
    let (Agreement { bits, right, .. }, message) = agreements.find(|(it, _)| it.counts())?;
    let agreement = format!("{right} of {bits} bits");
    Some(Finding {
        what: What::Generation(Generation {
            tool: message.tool,
            prompt: None,
            negative_prompt: None,
            model: Some(message.model.to_owned()),
            seed: None,
            settings: vec![Field::new("Watermark", &agreement)],
        }),
        place: Place {
            container: "invisible watermark in the pixels".to_owned(),
            ..Place::default()
        },
        trust: Trust::UnsignedClaim,
        raw: vec![Field::new("dwtDct message", agreement)],
    })
}

#[cfg(test)]
mod tests;
