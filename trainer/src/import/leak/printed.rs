//! The report for people.

use std::fmt;

use super::{Copies, LeakReport, Separator};

/// AUROC from which a fact gives much of the answer away.
const MUCH: f64 = 0.9;
/// AUROC from which it gives some of it away.
const SOME: f64 = 0.7;

/// Most folders and paths that are printed.
const PRINTED: usize = 10;

impl fmt::Display for LeakReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} pictures", self.pictures)?;
        for (folder, count) in &self.folders {
            writeln!(f, "  {folder}: {count}")?;
        }
        if self.unlabelled > 0 {
            writeln!(
                f,
                "{} pictures have no class in their path and were left out",
                self.unlabelled
            )?;
        }
        if !self.unreadable.is_empty() {
            writeln!(f, "{} files gave no picture:", self.unreadable.len())?;
            for path in self.unreadable.iter().take(PRINTED) {
                writeln!(f, "  {path}")?;
            }
        }
        copies(f, "byte for byte", &self.copies)?;
        copies(f, "nearly", &self.near_copies)?;
        writeln!(
            f,
            "\nHow well the file alone tells the classes apart (AUROC; 0.5 is chance)"
        )?;
        if self.separation.facts.is_empty() {
            return writeln!(f, "  there are not both classes");
        }
        for fact in &self.separation.facts {
            writeln!(
                f,
                "  {:.3}  {}{}",
                fact.auroc,
                fact.fact,
                remark(fact.auroc)
            )?;
        }
        match self.separation.forest {
            Some(auroc) => writeln!(
                f,
                "  {auroc:.3}  a forest on all of them, on folders that it has not seen ({} \
                 folds){}",
                self.separation.folds,
                remark(auroc)
            )?,
            None => writeln!(
                f,
                "  no forest: cross-validation by folder needs two folders of each class"
            )?,
        }
        let mut worst: Vec<(&String, &Separator)> = self
            .separation
            .folders
            .iter()
            .filter_map(|(folder, facts)| Some((folder, facts.first()?)))
            .collect();
        worst.sort_by(|a, b| b.1.auroc.total_cmp(&a.1.auroc));
        if !worst.is_empty() {
            writeln!(f, "\nThe folders that the file alone gives away most")?;
        }
        for (folder, fact) in worst.into_iter().take(PRINTED) {
            writeln!(f, "  {:.3}  {folder}, by {}", fact.auroc, fact.fact)?;
        }
        Ok(())
    }
}

fn copies(f: &mut fmt::Formatter<'_>, how: &str, copies: &Copies) -> fmt::Result {
    if copies.pairs() == 0 {
        return writeln!(f, "\nNo two pictures are {how} the same");
    }
    writeln!(
        f,
        "\nPairs that are {how} the same: {} in one split and class, {} in two splits, {} with \
         two classes",
        copies.inside, copies.across_splits, copies.across_classes
    )?;
    for (name, pairs) in [
        ("two splits", &copies.in_two_splits),
        ("two classes", &copies.in_two_classes),
    ] {
        for [one, other] in pairs.iter().take(PRINTED) {
            writeln!(f, "  {name}: {one} = {other}")?;
        }
    }
    Ok(())
}

fn remark(auroc: f64) -> &'static str {
    if auroc >= MUCH {
        ": gives the class away"
    } else if auroc >= SOME {
        ": gives some of it away"
    } else {
        ""
    }
}
