//! The pictures that a folder has already, by what is in them.

use std::collections::BTreeMap;

use spectrafide_report::score::Label;

use crate::data::items::Split;
use crate::data::layout::{Entry, Layout};
use crate::data::perceptual::Hash;
use crate::data::record::Contents;

/// A picture that is there.
pub(super) struct Present {
    pub path: String,
    pub split: Split,
    pub label: Label,
    pub origin: String,
    hash: Option<Hash>,
}

/// The pictures that are there, by their contents.
#[derive(Default)]
pub(super) struct Known(pub(super) BTreeMap<String, Present>);

impl Known {
    pub(super) fn of(layout: &Layout) -> Self {
        let mut known = Self::default();
        for entry in layout.entries() {
            known.add(entry);
        }
        known
    }

    pub(super) fn add(&mut self, entry: &Entry) {
        let present = Present {
            path: entry.path.clone(),
            split: entry.split,
            label: entry.label,
            origin: entry.origin.clone(),
            hash: entry.hash,
        };
        self.0.insert(entry.sha256.clone(), present);
    }

    /// The files of other splits than `split` that show the same.
    pub(super) fn in_other_splits(&self, split: Split, contents: &Contents) -> Vec<&str> {
        let near = |present: &Present| match (present.hash, contents.hash) {
            (Some(one), Some(other)) => one.is_near(other),
            _ => false,
        };
        self.0
            .iter()
            .filter(|(sha256, present)| {
                present.split != split && (**sha256 == contents.sha256 || near(present))
            })
            .map(|(sha256, _)| sha256.as_str())
            .collect()
    }
}
