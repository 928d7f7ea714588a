//! Synthetic twins of real pictures: training the auto-encoders and writing what they make.

pub mod config;
pub mod crops;
pub mod devices;
pub mod fit;
pub mod jpeg_codec;
pub mod making;
pub mod run;
pub mod tiles;
