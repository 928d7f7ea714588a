//! What became of pictures that were to be added.

use std::fmt;

use serde::Serialize;

/// What became of the pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Added {
    /// Number of pictures that were added.
    pub added: usize,
    /// Number of pictures that an earlier run had added.
    pub already_there: usize,
    /// Number of pictures of folders that were full.
    pub over_limit: usize,
    /// Number of copies inside a split and class.
    pub copies: usize,
    /// Pictures that were left out, or taken out, because the training split has them: their
    /// origin, and that of the training picture.
    pub in_training: Vec<[String; 2]>,
    /// Pictures that were left out because validation and test would share them.
    pub in_other_split: Vec<[String; 2]>,
    /// Pictures that were left out because they are there as the other class.
    pub in_other_class: Vec<[String; 2]>,
    /// Files that gave no picture, and why.
    pub unreadable: Vec<[String; 2]>,
}

/// Most lines of a list that are printed.
const PRINTED: usize = 20;

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} pictures added; {} were there, {} are over the limit of their folder, {} are \
             copies",
            self.added, self.already_there, self.over_limit, self.copies
        )?;
        for (title, pairs) in [
            (
                "not in test or validation, because training has them",
                &self.in_training,
            ),
            (
                "left out, because validation and test would share them",
                &self.in_other_split,
            ),
            (
                "left out, because they are there as the other class",
                &self.in_other_class,
            ),
            ("left out, because they cannot be read", &self.unreadable),
        ] {
            if pairs.is_empty() {
                continue;
            }
            writeln!(f, "{} {title}:", pairs.len())?;
            for [one, other] in pairs.iter().take(PRINTED) {
                writeln!(f, "  {one} ({other})")?;
            }
        }
        Ok(())
    }
}
