//! Chooses some of the labelled pictures.

use std::collections::BTreeSet;

use crate::digest::sha256;
use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use spectrafide_report::score::Label;

use super::items::Item;
use super::validation::unit_hash;

/// Which pictures of a data set are used; the default is all of them.
///
/// Folders are named by class and folder, such as `real/flickr` or `synthetic/midjourney`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Only these folders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Not these folders.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<String>,
    /// Only this part, from and up to a share between 0 and 1, by a hash of the pictures'
    /// contents: `[0.0, 0.1]` and `[0.1, 1.0]` have no picture in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<[f64; 2]>,
    /// At most this many pictures of each class, by a hash of their paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_each_class: Option<usize>,
}

impl Selection {
    /// Everything.
    pub const ALL: Self = Self {
        only: Vec::new(),
        leave_out: Vec::new(),
        part: None,
        of_each_class: None,
    };

    /// Whether everything is chosen.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The chosen ones of `items`, in their order.
    ///
    /// # Errors
    ///
    /// A folder that the data lacks is named.
    pub fn choose(&self, mut items: Vec<Item>) -> Result<Vec<Item>> {
        let present: BTreeSet<String> = items.iter().map(Item::source).collect();
        if let Some(missing) = self
            .only
            .iter()
            .chain(&self.leave_out)
            .find(|name| !present.contains(*name))
        {
            let known: Vec<String> = present.into_iter().collect();
            bail!(
                "the data has no folder `{missing}`; it has: {}",
                known.join(", ")
            );
        }
        items.retain(|item| {
            let source = item.source();
            (self.only.is_empty() || self.only.contains(&source))
                && !self.leave_out.contains(&source)
        });
        if let Some([from, to]) = self.part {
            let mut kept = Vec::with_capacity(items.len());
            for item in items {
                // Hashed once more, so that the part is independent of a validation share.
                let place = unit_hash(&sha256(sha256(&item.bytes()?).as_bytes()));
                if (from..to).contains(&place) {
                    kept.push(item);
                }
            }
            items = kept;
        }
        if let Some(most) = self.of_each_class {
            let mut kept = BTreeSet::new();
            for class in [Label::Real, Label::Synthetic] {
                let mut places: Vec<(String, usize)> = items
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| item.label == class)
                    .map(|(place, item)| (sha256(item.path.as_bytes()), place))
                    .collect();
                places.sort_unstable();
                kept.extend(places.into_iter().take(most).map(|(_, place)| place));
            }
            let mut place = 0;
            items.retain(|_| {
                place += 1;
                kept.contains(&(place - 1))
            });
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::items;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for class in ["real/a", "real/b", "synthetic/c"] {
            let below = folder.path().join(class);
            std::fs::create_dir_all(&below).expect("made");
            for index in 0..4 {
                let name = format!("{index}.png");
                std::fs::write(below.join(&name), format!("{class}{name}")).expect("written");
            }
        }
        folder
    }

    fn items() -> Vec<Item> {
        items::read(folder().path(), |_| true).expect("items")
    }

    fn paths(selection: &Selection) -> Vec<String> {
        let chosen = selection.choose(items()).expect("chosen");
        chosen.into_iter().map(|item| item.path).collect()
    }

    #[test]
    fn folders_are_kept_and_left_out_by_class_and_name() {
        let only = Selection {
            only: vec!["real/a".into(), "synthetic/c".into()],
            ..Selection::default()
        };
        let left_out = Selection {
            leave_out: vec!["real/b".into()],
            ..Selection::default()
        };
        assert_eq!(paths(&only).len(), 8);
        assert_eq!(paths(&only), paths(&left_out));
        assert!(Selection::default().is_all() && paths(&Selection::default()).len() == 12);
    }

    #[test]
    fn a_smaller_number_is_a_part_of_a_larger_one() {
        let of_each_class = |count| {
            paths(&Selection {
                of_each_class: Some(count),
                ..Selection::default()
            })
        };
        let (two, three) = (of_each_class(2), of_each_class(3));
        assert_eq!((two.len(), three.len()), (4, 6));
        assert!(two.iter().all(|path| three.contains(path)) && three.is_sorted());
        assert_eq!(of_each_class(100).len(), 12);
    }

    #[test]
    fn parts_share_no_picture_and_make_up_the_whole() {
        let folder = folder();
        let part = |from, to| {
            let selection = Selection {
                part: Some([from, to]),
                ..Selection::default()
            };
            let items = items::read(folder.path(), |_| true).expect("items");
            let chosen = selection.choose(items).expect("chosen");
            chosen.into_iter().map(|item| item.path).collect::<Vec<_>>()
        };
        let (low, high) = (part(0.0, 0.5), part(0.5, 1.0));
        assert_eq!(low.len() + high.len(), 12);
        assert!(!low.is_empty() && !high.is_empty());
        assert!(low.iter().all(|path| !high.contains(path)));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named_with_those_that_are() {
        let wrong = Selection {
            leave_out: vec!["synthetic/d".into()],
            ..Selection::default()
        };
        let error = wrong.choose(items()).expect_err("no such folder");
        let text = error.to_string();
        assert!(text.contains("`synthetic/d`") && text.contains("real/b, synthetic/c"));
    }
}
