//! Blocks that the shipped networks share, and the studies' networks with them.

pub mod conv_norm;
pub mod inverted_residual;
pub mod linear_head;
pub mod mobile_stages;
pub mod pooling;
pub mod residual;
pub mod residual_filter;
pub mod scaled_linear;
pub mod transformer;
