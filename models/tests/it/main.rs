//! Cards, weights, networks and the judgement.

mod explanations;
mod judging;
mod opinions;
mod parity;
#[path = "../support/mod.rs"]
mod support;
