//! Files of every kind, made by the tests themselves, and hostile ones where they are at hand.

mod conversion;
mod damage;
mod files;
mod formats;
mod hostile;
mod orientation;
#[path = "../support/mod.rs"]
mod support;
