//! `docs/explanations.md`, made of what explanations came to alone.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;
use spectrafide_models::explain::faithfulness::MARKED;
use spectrafide_models::explain::{Method, Settings, Told};
use spectrafide_models::judge::Effort;
use spectrafide_report::Label;

use super::template::{Figure, render};
use crate::explanations::measuring::{Areas, Chance, Worth};
use crate::explanations::outcome::{Outcome, Studied};
use crate::metrics::Bootstrap;

#[derive(Serialize)]
struct Page<'a> {
    detectors: Vec<Section<'a>>,
    marked_percent: f64,
    channels: usize,
}

/// What one detector's explanations came to.
#[derive(Serialize)]
struct Section<'a> {
    outcome: &'a Outcome,
    /// Pictures that are measured, real and synthetic.
    pictures: [usize; 2],
    left_out: usize,
    thorough: bool,
    rows: Vec<Row<'a>>,
    /// Maps that know nothing.
    chance: Vec<(&'static str, [Figure; 2])>,
}

#[derive(Serialize)]
struct Row<'a> {
    title: &'static str,
    told: &'a Told,
    pictures: usize,
    deletion: Figure,
    insertion: Figure,
    /// Insertion less deletion, less the same of each of the maps that know nothing.
    over_random: Figure,
    over_smooth: Figure,
    over_centre: Figure,
    marked_share: Figure,
    redrawn_head: Figure,
    redrawn_all: Figure,
    seconds: Figure,
}

/// The mean over pictures with its interval.
fn mean(values: impl Iterator<Item = f64>) -> Figure {
    let values: Vec<f64> = values.collect();
    Figure::of_mean(Bootstrap::default().mean(&values))
}

impl<'a> Row<'a> {
    fn of(method: Method, told: &'a Told, pictures: &[Studied]) -> Self {
        let of_method = || {
            let worth =
                move |picture: &'_ Studied| Some((*picture.methods.get(&method)?, picture.chance));
            pictures.iter().filter_map(worth)
        };
        let over = |chance: fn(&Chance) -> Areas| {
            mean(of_method().map(|(worth, than)| worth.areas.gap() - chance(&than).gap()))
        };
        let share =
            |of: fn(&Worth) -> Option<f64>| mean(of_method().filter_map(|(worth, _)| of(&worth)));
        Self {
            title: method.title(),
            told,
            pictures: of_method().count(),
            deletion: mean(of_method().map(|(worth, _)| worth.areas.deletion)),
            insertion: mean(of_method().map(|(worth, _)| worth.areas.insertion)),
            over_random: over(|chance| chance.random),
            over_smooth: over(|chance| chance.smooth),
            over_centre: over(|chance| chance.centre),
            marked_share: share(|worth| worth.marked_share),
            redrawn_head: share(|worth| worth.redrawn_head),
            redrawn_all: share(|worth| worth.redrawn_all),
            seconds: mean(of_method().map(|(worth, _)| worth.seconds)),
        }
    }
}

impl<'a> Section<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let pictures = &outcome.pictures;
        let of_class = |label| {
            pictures
                .iter()
                .filter(|picture| picture.label == label)
                .count()
        };
        let areas = |of: fn(&Studied) -> Areas| {
            [
                mean(pictures.iter().map(|picture| of(picture).deletion)),
                mean(pictures.iter().map(|picture| of(picture).insertion)),
            ]
        };
        let methods: &BTreeMap<Method, Told> = &outcome.methods;
        Self {
            outcome,
            pictures: [of_class(Label::Real), of_class(Label::Synthetic)],
            left_out: outcome.left_out.len(),
            thorough: outcome.asked.effort == Effort::Thorough,
            rows: methods
                .iter()
                .map(|(&method, told)| Row::of(method, told, pictures))
                .collect(),
            chance: vec![
                ("random", areas(|picture| picture.chance.random)),
                ("smooth random", areas(|picture| picture.chance.smooth)),
                ("centre", areas(|picture| picture.chance.centre)),
            ],
        }
    }
}

/// The page.
///
/// # Errors
///
/// None that data can cause.
pub fn page(outcomes: &[Outcome]) -> Result<String> {
    let page = Page {
        detectors: outcomes.iter().map(Section::of).collect(),
        marked_percent: f64::from(MARKED) * 100.0,
        channels: Settings::default().channels,
    };
    render("explanations.md", &page)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn without_figures_the_page_says_that_there_are_none() {
        let page = page(&[]).expect("a page");
        assert!(page.contains("No detector has been measured yet."));
        assert!(!page.contains("| Method | Deletion |"));
    }

    /// Differences are taken picture by picture: 0.5 and 0.3, less 0.1 and 0.3.
    #[test]
    fn a_detector_has_a_row_for_each_method_and_its_differences_are_paired() {
        let areas =
            |deletion: f64, insertion: f64| json!({"deletion": deletion, "insertion": insertion});
        let picture = |path: &str,
                       label: &str,
                       method: serde_json::Value,
                       random: serde_json::Value| {
            json!({
                "path": path, "label": label, "score": 0.9,
                "chance": {"random": random, "smooth": areas(0.5, 0.5), "centre": areas(0.4, 0.4)},
                "methods": {"grad_cam": {
                    "areas": method, "marked_share": null, "redrawn_head": 0.25,
                    "redrawn_all": null, "seconds": 0.5,
                }},
            })
        };
        let outcome = json!({
            "asked": {
                "detector": "a.b", "weights_sha256": "cd", "data": "openmix.zip", "pictures": 3,
                "effort": "thorough", "measure": {"steps": 10, "seed": 1}, "device": "cpu",
            },
            "methods": {"grad_cam": {}},
            "pictures": [
                picture("x", "real", areas(0.2, 0.7), areas(0.4, 0.5)),
                picture("y", "synthetic", areas(0.3, 0.6), areas(0.3, 0.6)),
            ],
            "left_out": {"z": "too small"},
        });
        let outcome: Outcome = serde_json::from_value(outcome).expect("an outcome");
        let page = page(&[outcome]).expect("a page");
        for part in [
            "## a.b",
            "| Grad-CAM | 0.250 (0.200 to 0.300) | 0.650 (0.600 to 0.700) | 0.200 (0.000 to 0.400) |",
            "| random | 0.350 (0.300 to 0.400) |",
            "1 real and 1 synthetic",
            "openmix.zip",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        assert!(!page.contains("No detector has been measured yet."));
    }
}
