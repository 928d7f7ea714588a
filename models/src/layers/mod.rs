//! Blocks that several architectures share.

pub mod activation;
pub mod bottleneck;
pub mod conv_norm;
pub mod head;
pub mod inception;
pub mod mb_conv;
pub mod mixed_conv;
pub mod mobile_trunk;
pub mod partition_attention;
pub mod pooling;
pub mod pre_norm_mb_conv;
pub mod residual;
pub mod residual_filter;
pub mod separable;
pub mod squeeze_excitation;
pub mod stochastic_depth;
