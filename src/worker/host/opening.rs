//! From a file's bytes to pixels, by whatever program can.

use spectrafide_picture::decode::{DecodeError, Format, Picture, decode};

use super::foreign;
use super::jxl::JxlDecoder;
use crate::protocol::Step;

/// The pixels, or a sentence that says why there are none.
pub async fn decode_picture(
    bytes: &[u8],
    jxl: &mut JxlDecoder,
    progress: &dyn Fn(Step),
) -> Result<Picture, String> {
    match decode(bytes) {
        Err(DecodeError::UnsupportedFormat {
            format: Format::JpegXl,
        }) => {
            if !jxl.is_loaded() {
                progress(Step::LoadDecoder);
            }
            let decoded = jxl.decode(bytes).await;
            decoded.map_err(|error| error.to_string())
        }
        Err(DecodeError::UnsupportedFormat { format }) if foreign::is_tried(format) => {
            foreign::decode(bytes, format).await
        }
        result => result.map_err(|error| error.to_string()),
    }
}
