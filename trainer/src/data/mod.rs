//! Pictures with labels: reading them, splitting them, batching them, and checking sets of them.

pub mod import;
pub mod kind;
pub mod layout;
pub mod leak;
pub mod loader;
pub mod pairs;
pub mod path;
pub mod perceptual;
pub mod record;
pub mod selection;
pub mod source;
pub mod split;
