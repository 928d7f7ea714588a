//! `docs/regions.md`, made of what was measured on splices alone.

use anyhow::Result;
use serde::Serialize;

use super::template::{Figure, render};
use crate::measurement::splices::{Measured, Spliced};

#[derive(Serialize)]
struct Page<'a> {
    side_px: u32,
    data: &'a [String],
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    detector: &'a str,
    tier: String,
    splices: usize,
    parts: Figure,
    ordered: f64,
    controls: usize,
    mixed: Figure,
}

/// The page; none without figures.
///
/// # Errors
///
/// None that data can cause.
pub fn page(measured: &[Spliced]) -> Result<Option<String>> {
    let Some(first) = measured.first() else {
        return Ok(None);
    };
    let rows = measured.iter().flat_map(|spliced| {
        spliced.tiers.iter().map(|(tier, figures)| Row {
            detector: &spliced.detector,
            tier: tier.name(),
            splices: figures.splices,
            parts: {
                let Measured { auroc, interval } = figures.parts;
                Figure::of_mean(auroc.map(|auroc| (auroc, interval)))
            },
            ordered: figures.ordered,
            controls: figures.controls,
            mixed: figures.mixed.into(),
        })
    });
    let page = Page {
        side_px: first.side_px,
        data: &first.data,
        rows: rows.collect(),
    };
    render("regions.md", &page).map(Some)
}
