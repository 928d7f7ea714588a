//! What writes Markdown: documents that are functions of measured figures.
//!
//! The text stands in `templates`, and each document is what its template makes of plain data.

pub mod comparison;
pub mod detectors;
pub mod experiment;
pub mod explanations;
pub mod heads;
pub mod output;
pub mod regions;
pub mod results;
mod template;
