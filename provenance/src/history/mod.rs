//! How the file was last saved, and what that tells about earlier times.

pub mod pixels;
pub mod quantization;
pub mod recompression;
pub mod sampling;
