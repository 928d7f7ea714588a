//! Files that are verified from their bytes on.

mod fixtures;
mod signed;
