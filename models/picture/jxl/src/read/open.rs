//! From a file to an image whose header was checked and whose first frame is there.

use jxl_bitstream::{ContainerParser, ParseEvent};
use jxl_oxide::{AllocTracker, InitializeResult, JxlImage};

use super::damaged;
use crate::JxlError;

/// Bytes that the header is looked for in at first; then in twice as many, and so on.
const FIRST_BYTES: usize = 1 << 10;
/// Bytes that are fed at once after the header.
const PART_BYTES: usize = 1 << 16;
/// Most frames that are loaded before the first one that is shown. Layers and patches are frames,
/// of which each takes memory that no limit counts.
const MAX_FRAMES: usize = 1 << 7;
/// What the decoder may take for each pixel. A photograph takes 25 bytes; layers, depth and
/// transparency take more, …
const BYTES_PER_PIXEL: u64 = 48;
/// … and tables take some whatever the size.
const SLACK_BYTES: usize = 64 << 20;
/// The most it may take in all: half of what a program in a browser can address.
const MAX_BYTES: u64 = i32::MAX as u64;

/// An image whose header was read and checked.
pub(super) struct Opened {
    pub(super) image: JxlImage,
    /// What of the codestream is still to be fed.
    pub(super) rest: Vec<u8>,
}

impl Opened {
    pub(super) fn new(file: &[u8], max_pixels: u64) -> Result<Self, JxlError> {
        let mut codestream = codestream(file)?;
        let tracker = AllocTracker::with_limit(SLACK_BYTES);
        let (image, fed) = initialized(&codestream, &tracker)?;
        let (width_px, height_px) = (image.width(), image.height());
        let pixels = u64::from(width_px).saturating_mul(height_px.into());
        if pixels > max_pixels {
            return Err(JxlError::TooManyPixels {
                width_px,
                height_px,
            });
        }
        if pixels == 0 {
            return Err(damaged("the picture has no pixels"));
        }
        let bytes = pixels.saturating_mul(BYTES_PER_PIXEL).min(MAX_BYTES);
        tracker.expand_limit(usize::try_from(bytes).map_err(damaged)?);
        codestream.drain(..fed.min(codestream.len()));
        Ok(Self {
            image,
            rest: codestream,
        })
    }
}

/// The coded picture without its container.
///
/// The decoder would take a container, too, but unpacks every compressed box in it, however large
/// that gets.
fn codestream(file: &[u8]) -> Result<Vec<u8>, JxlError> {
    let mut parser = ContainerParser::new();
    let mut codestream = Vec::new();
    let mut rest = file;
    while !rest.is_empty() {
        for event in parser.feed_bytes(rest) {
            if let ParseEvent::Codestream(part) = event.map_err(damaged)? {
                codestream.extend_from_slice(part);
            }
        }
        let consumed = parser.previous_consumed_bytes();
        rest = rest.get(consumed..).unwrap_or_default();
        if consumed == 0 {
            break;
        }
    }
    if codestream.is_empty() {
        return Err(JxlError::BreaksOff);
    }
    Ok(codestream)
}

/// The image with as much of `codestream` as its header takes, and how many bytes that were.
fn initialized(codestream: &[u8], tracker: &AllocTracker) -> Result<(JxlImage, usize), JxlError> {
    let mut waiting = JxlImage::builder()
        .alloc_tracker(tracker.clone())
        .build_uninit();
    let (mut fed, mut length) = (0_usize, FIRST_BYTES);
    loop {
        let rest = codestream.get(fed..).unwrap_or_default();
        let part = rest.get(..length).unwrap_or(rest);
        let taken = waiting.feed_bytes(part).map_err(damaged)?;
        if taken == 0 {
            return Err(JxlError::BreaksOff);
        }
        fed = fed.saturating_add(taken);
        length = length.saturating_mul(2);
        match waiting.try_init().map_err(damaged)? {
            InitializeResult::Initialized(image) => return Ok((image, fed)),
            InitializeResult::NeedMoreData(more) => waiting = more,
        }
    }
}

/// Feeds `rest` until the first frame that is shown is there.
pub(super) fn load_first_frame(image: &mut JxlImage, rest: &[u8]) -> Result<(), JxlError> {
    let mut parts = rest.chunks(PART_BYTES);
    while image.num_loaded_keyframes() == 0 {
        if image.num_loaded_frames() > MAX_FRAMES {
            return Err(damaged("it has too many layers"));
        }
        let part = parts.next().ok_or(JxlError::BreaksOff)?;
        image.feed_bytes(part).map_err(damaged)?;
    }
    Ok(())
}
