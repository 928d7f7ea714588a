//! Labelled pictures: reading folders and archives, choosing, splitting, and what is known of each.

pub mod container;
pub mod items;
pub mod kind;
pub mod layout;
pub mod path;
pub mod perceptual;
pub mod reader;
pub mod record;
pub mod selection;
pub mod split;
pub mod validation;
