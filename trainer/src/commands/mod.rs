//! One file for each command.

pub mod auto_encoder;
pub mod baseline;
pub mod bench;
pub mod data;
pub mod evaluate;
pub mod experiment;
pub mod export;
pub mod inspect;
pub mod list;
pub mod predict;
pub mod report;
pub mod results;
pub mod resynthesize;
pub mod train;
