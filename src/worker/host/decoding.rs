//! Pixels of a file, whoever decodes it.

use spectrafide_picture::decode::{self, DecodeError, Format, Picture};

use super::foreign;
use super::jxl::JxlDecoder;

/// The pixels of `file`, or a sentence that says why there are none; `loads` is called before a program
/// for its format is fetched.
pub async fn decode(
    file: &[u8],
    jxl: &mut JxlDecoder,
    loads: &dyn Fn(),
) -> Result<Picture, String> {
    match decode::decode(file) {
        Err(DecodeError::UnsupportedFormat {
            format: Format::JpegXl,
        }) => {
            if !jxl.is_loaded() {
                loads();
            }
            let decoded = jxl.decode(file).await;
            decoded.map_err(|error| error.to_string())
        }
        Err(DecodeError::UnsupportedFormat { format }) if foreign::is_tried(format) => {
            foreign::decode(file, format).await
        }
        result => result.map_err(|error| error.to_string()),
    }
}
