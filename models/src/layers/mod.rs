//! Blocks that several architectures share.

pub mod bottleneck;
pub mod conv_norm;
pub mod head;
pub mod inception;
pub mod pooling;
pub mod residual;
pub mod separable;
