//! Blocks that several architectures share.

pub mod conv_norm;
pub mod residual;
