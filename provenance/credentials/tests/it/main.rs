//! Files that are verified from their bytes on.

mod carriers;
mod cases;
mod fixtures;
mod kinds;
mod signed;
mod stamps;
mod support;
mod thumbnails;
