//! How the file was last saved, and what that tells about earlier times.

pub mod color_profile;
pub mod dimensions;
pub mod encoder;
pub mod pixels;
pub mod quantization;
pub mod recompression;
pub mod sampling;
pub mod thumbnail;
pub mod webp;
