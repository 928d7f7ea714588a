//! Cards, weights, networks and the judgement.

mod beyond;
mod explanations;
mod judging;
mod opinions;
mod parity;
#[path = "../support/mod.rs"]
mod support;
mod worth;
