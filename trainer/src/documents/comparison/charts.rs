//! Charts of the page.

use anyhow::Result;

use super::{Judge, Role};
use crate::augmentation::tier::Tier;
use crate::measurement::comparison::book::{Book, Decision};
use crate::metrics::{RocPoint, Scored, roc_curve};
use crate::plots::roc_svg;

/// A chart.
pub struct Chart {
    /// Its file's name.
    pub name: String,
    /// The file.
    pub svg: String,
}

impl Chart {
    /// What the chart of `tier` is called.
    pub(super) fn file(tier: Tier) -> String {
        format!("roc-{tier}.svg")
    }

    /// The curves of the default detectors and of what knows least, over all pictures, for each main
    /// tier in which any was asked.
    ///
    /// # Errors
    ///
    /// None that data can cause.
    pub fn all(book: &Book) -> Result<Vec<Self>> {
        let mut judges = Judge::all(book);
        judges.retain(|judge| {
            judge.is_default() || judge.role == Role::Other || judge.id == "codec_forest"
        });
        let mut charts = Vec::new();
        for tier in Tier::MAIN {
            let curves: Vec<(&str, Vec<RocPoint>)> = judges
                .iter()
                .map(|judge| (judge.id.as_str(), curve(book, &judge.id, tier)))
                .filter(|(_, curve)| !curve.is_empty())
                .collect();
            if curves.is_empty() {
                continue;
            }
            let curves: Vec<(&str, &[RocPoint])> = curves
                .iter()
                .map(|(name, curve)| (*name, curve.as_slice()))
                .collect();
            charts.push(Self {
                name: Self::file(tier),
                svg: roc_svg(&format!("All test pictures, {tier}"), &curves)?,
            });
        }
        Ok(charts)
    }
}

fn curve(book: &Book, judge: &str, tier: Tier) -> Vec<RocPoint> {
    let decided = book.decided(judge, tier, Decision::Told, |_| true);
    let judged = decided.iter().filter(|decided| decided.judged);
    let scored: Vec<Scored> = judged.map(|decided| decided.scored).collect();
    roc_curve(&scored)
}
