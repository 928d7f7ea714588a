//! Networks against their definitions and against independent implementations.

mod architectures;
mod auto_encoder;
mod backbones;
mod explanations;
mod published;
mod pytorch;
mod resynthesis;
mod small;
#[path = "../../../tests/support/mod.rs"]
mod support;
