//! Blocks that several of the studies' networks share.

pub mod activation;
pub mod bottleneck;
pub mod head;
pub mod inception;
pub mod mb_conv;
pub mod mixed_conv;
pub mod mobile_trunk;
pub mod partition_attention;
pub mod pre_norm_mb_conv;
pub mod separable;
pub mod squeeze_excitation;
pub mod stochastic_depth;
