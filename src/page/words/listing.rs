//! The filter of a long list of pictures.

use super::verdict;
use crate::page::listing::Kind;

/// A kind of result, with how many there are of it.
pub fn kind(kind: Kind, count: usize) -> String {
    let name = match kind {
        Kind::All => "All",
        Kind::Verdict(one) => verdict::short(one),
        Kind::Failed => "No result",
        Kind::Open => "Not judged yet",
    };
    format!("{name} ({count})")
}
