//! The model cards, and the table of all detectors.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Serialize;
use spectrafide_models::card::DetectorCard;

use super::template::{Figure, render};
use spectrafide_report::measurement::Measurement;

/// What stands before and behind the table of all detectors.
const TABLE: Markers = Markers("metrics");

/// The same for the figures of the default detectors.
const SUMMARY: Markers = Markers("defaults");

/// A place in a document that is written anew.
struct Markers(&'static str);

/// A detector with what was measured of it, by the name of the measurement.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its card.
    pub card: DetectorCard,
    /// Its `metrics.json`.
    pub measurements: BTreeMap<String, Measurement>,
}

/// The rows of a detector.
#[derive(Serialize)]
struct Rows<'a> {
    id: &'a str,
    measured: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    on: &'a str,
    pictures: u64,
    accuracy_at_half: Figure,
    auroc: Figure,
    fpr: Option<f64>,
    recall: Option<f64>,
    coverage: Option<f64>,
    error_among_answered: Option<f64>,
    ece: Option<f64>,
}

impl<'a> Rows<'a> {
    fn of(published: &'a Published) -> Self {
        let rows = published
            .measurements
            .iter()
            .filter(|(_, measurement)| measurement.is_whole());
        let rows = rows.map(|(on, measurement)| {
            let metrics = &measurement.metrics;
            let figure = |name: &str, value| Figure::of(metrics, name, value);
            Row {
                on,
                pictures: metrics.n,
                accuracy_at_half: figure("accuracy_at_half", metrics.accuracy_at_half),
                auroc: figure("auroc", metrics.auroc),
                fpr: metrics.fpr,
                recall: metrics.recall,
                coverage: metrics.coverage,
                error_among_answered: metrics.error_among_answered,
                ece: metrics.ece,
            }
        });
        Self {
            id: &published.card.id,
            measured: rows.collect(),
        }
    }
}

#[derive(Serialize)]
struct Table<'a> {
    detectors: Vec<Rows<'a>>,
}

/// The model card of a detector.
///
/// # Errors
///
/// None that data can cause.
pub fn model_card(published: &Published) -> Result<String> {
    #[derive(Serialize)]
    struct ModelCard<'a> {
        #[serde(flatten)]
        card: &'a DetectorCard,
        #[serde(flatten)]
        table: Table<'a>,
    }
    let detectors = vec![Rows::of(published)];
    render(
        "model_card.md",
        &ModelCard {
            card: &published.card,
            table: Table { detectors },
        },
    )
}

/// `document` with the table of `detectors` between its markers.
///
/// # Errors
///
/// A document without the markers.
pub fn with_table(document: &str, detectors: &[Published]) -> Result<String> {
    let detectors = detectors.iter().map(Rows::of).collect();
    let table = render("detector_table.md", &Table { detectors })?;
    TABLE.put(document, &table)
}

/// `document` with the figures of the default detectors between its markers.
///
/// # Errors
///
/// A document without the markers.
pub fn with_summary(document: &str, summary: &str) -> Result<String> {
    SUMMARY.put(document, summary)
}

impl Markers {
    /// Replaces what stands between the markers.
    fn put(&self, document: &str, text: &str) -> Result<String> {
        let begin = format!("<!-- {}:begin -->", self.0);
        let end = format!("<!-- {}:end -->", self.0);
        let parts = document.split_once(&begin).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(&end)?;
            Some((before, after))
        });
        let (before, after) =
            parts.with_context(|| format!("the markers `{begin}` and `{end}` are missing"))?;
        Ok(format!("{before}{begin}\n{text}{end}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_changes() {
        let [begin, end] = ["<!-- defaults:begin -->", "<!-- defaults:end -->"];
        let document = format!("a\n{begin}\nold\n{end}\nb\n");
        let replaced = SUMMARY.put(&document, "| new |\n").expect("markers");
        assert_eq!(replaced, format!("a\n{begin}\n| new |\n{end}\nb\n"));
        let error = TABLE.put(&document, "x").expect_err("other markers");
        assert!(error.to_string().contains("<!-- metrics:begin -->"));
    }
}
