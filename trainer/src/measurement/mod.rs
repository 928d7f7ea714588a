//! What detectors say of pictures, and how right they are.

pub mod baseline;
pub mod evaluate;
pub mod evaluation;
pub mod predict;
pub mod provenance;
pub mod report;
