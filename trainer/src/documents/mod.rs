//! What writes Markdown: documents that are functions of measured figures.

pub mod charts;
pub mod experiment;
pub mod general_detector;
pub mod results;
