//! Pictures with labels: reading them, splitting them, batching them.

pub mod loader;
pub mod pairs;
pub mod selection;
pub mod source;
pub mod split;
