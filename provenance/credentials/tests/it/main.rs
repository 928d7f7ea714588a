//! Files that are verified from their bytes on.

mod cases;
mod fixtures;
mod kinds;
mod signed;
mod support;
mod thumbnails;
