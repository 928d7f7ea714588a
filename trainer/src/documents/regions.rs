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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::augmentation::tier::Tier;
    use crate::measurement::splices::SplicedTier;

    #[test]
    fn the_page_has_a_row_for_each_tier() {
        assert_eq!(page(&[]).expect("nothing to say"), None);
        let figures = SplicedTier {
            splices: 195,
            parts: Measured {
                auroc: Some(0.8629),
                interval: Some([0.8269, 0.8958]),
            },
            ordered: 0.8513,
            controls: 196,
            mixed: None,
        };
        let spliced = Spliced {
            detector: "vit.thorough".to_owned(),
            weights_sha256: String::new(),
            data: vec!["one.zip".to_owned(), "two.zip".to_owned()],
            side_px: 256,
            tiers: BTreeMap::from([(Tier::Clean, figures), (Tier::Web, figures)]),
        };
        let page = page(&[spliced]).expect("rendered").expect("a page");
        assert!(
            page.contains("splits of `one.zip` and `two.zip`, of all"),
            "{page}"
        );
        let row = "| `vit.thorough` | clean | 195 | 0.863 (0.827 to 0.896) | 85.1 | 196 | – |";
        assert!(page.contains(row), "{page}");
        assert!(page.contains("| `vit.thorough` | web |"), "{page}");
    }
}
