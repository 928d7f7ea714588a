//! Synthetic twins of real pictures: training the auto-encoders and writing what they make.

pub mod codec;
pub mod config;
pub mod crops;
pub mod fit;
pub mod manifest;
pub mod tiles;
pub mod twins;
