//! Fitting a network: the run's description, the loop, its checkpoints and schedules.

pub mod bench;
pub mod checkpoint;
pub mod config;
pub mod distillation;
pub mod finished;
pub mod fit;
pub mod given;
pub mod held_out;
pub mod loader;
pub mod low_rank;
pub mod pairs;
pub mod reconstruction;
pub mod schedule;
pub mod session;
pub mod step;
