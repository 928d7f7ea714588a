//! `docs/heads.md`, made of the outcome of a comparison of heads alone.

use anyhow::Result;
use serde::Serialize;

use super::template::{Figure, render};
use crate::heads::outcome::{Measured, Outcome, RowOutcome, SettingOutcome};

#[derive(Serialize)]
struct Page<'a> {
    outcome: &'a Outcome,
    tiers: Vec<&'a String>,
    rows: Vec<Line<'a>>,
}

/// A line of the table.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    setting: &'a str,
    size: usize,
    /// Of each tier.
    aurocs: Vec<Figure>,
    auroc: Figure,
    tpr_at_fpr_05: Figure,
    tpr_at_fpr_01: Figure,
    /// AUROC of each fold.
    folds: Vec<Figure>,
}

impl<'a> Line<'a> {
    fn of(row: &'a RowOutcome, setting: &'a SettingOutcome) -> Self {
        let Measured { together, tiers } = &setting.mean;
        Self {
            name: &row.row.name,
            setting: &setting.setting,
            size: setting.size,
            aurocs: tiers.values().map(|figures| figures.auroc.into()).collect(),
            auroc: together.auroc.into(),
            tpr_at_fpr_05: together.tpr_at_fpr_05.into(),
            tpr_at_fpr_01: together.tpr_at_fpr_01.into(),
            folds: setting
                .folds
                .iter()
                .map(|fold| fold.together.auroc.into())
                .collect(),
        }
    }
}

/// The page.
///
/// # Errors
///
/// None that data can cause.
pub fn page(outcome: &Outcome) -> Result<String> {
    let settings = outcome
        .rows
        .iter()
        .flat_map(|row| row.settings.iter().map(move |setting| (row, setting)));
    let mut tiers = Vec::new();
    if let Some((_, setting)) = settings.clone().next() {
        tiers.extend(setting.mean.tiers.keys());
    }
    let rows = settings.map(|(row, setting)| Line::of(row, setting));
    let page = Page {
        outcome,
        tiers,
        rows: rows.collect(),
    };
    render("heads.md", &page)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::heads::outcome::Figures;

    #[test]
    fn the_page_has_a_line_for_each_setting() {
        let figures = |auroc: f64| Figures {
            auroc: Some(auroc),
            tpr_at_fpr_05: Some(0.4),
            tpr_at_fpr_01: None,
        };
        let measured = |auroc: f64| Measured {
            together: figures(auroc),
            tiers: BTreeMap::from([("clean".to_owned(), figures(auroc + 0.1))]),
        };
        let row = json!({
            "name": "linear", "blocks": [7], "summaries": ["class"],
            "head": {"kind": "linear", "strengths": [0.1]},
        });
        let outcome = Outcome {
            run: "vit.thorough".to_owned(),
            data: BTreeMap::from([("a.zip".to_owned(), "ab".to_owned())]),
            weights_sha256: "cd".to_owned(),
            features: "ef".to_owned(),
            views: 2,
            seed: 1,
            folds: vec![[[5, 6], [7, 8]]; 2],
            rows: vec![RowOutcome {
                row: serde_json::from_value(row).expect("a row"),
                seconds: 1.0,
                settings: vec![SettingOutcome {
                    setting: "strength 0.1".to_owned(),
                    size: 769,
                    mean: measured(0.75),
                    folds: vec![measured(0.7), measured(0.8)],
                }],
            }],
        };
        let page = page(&outcome).expect("a page");
        for part in [
            "| Head | Numbers | clean | Together | At 5 % of real, % | At 1 %, % | Fold 1 |",
            "| linear, strength 0.1 | 769 | 0.850 | 0.750 | 40.0 | – | 0.700 | 0.800 |",
            "| 1 | 5 | 6 | 7 | 8 |",
            "`a.zip`",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
    }
}
