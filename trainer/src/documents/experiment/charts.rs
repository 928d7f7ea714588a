//! The charts of an experiment, made of its results.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use crate::metrics::{Confusion, RocPoint};
use crate::papers::definition::Chart;
use crate::papers::outcome::Outcome;
use crate::plots::{
    Distribution, Series, curves_svg, histograms_svg, matrix_svg, roc_svg, scatter_svg,
};
use crate::training::checkpoint::EpochLog;

/// What stands in the document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Shown<'a> {
    /// A file with a chart.
    Picture { title: String, file: String },
    /// The decisions of a run.
    Confusion {
        run: &'a str,
        test: &'a str,
        counts: Confusion,
    },
    /// Numbers of training pictures.
    Pictures { real: usize, synthetic: usize },
}

/// A chart as the documents show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawn<'a> {
    /// Its files: name below the experiment's folder, and text.
    pub files: Vec<(PathBuf, String)>,
    /// What stands in the document.
    pub shown: Vec<Shown<'a>>,
}

impl Drawn<'_> {
    fn picture(&mut self, file: &str, title: &str, svg: String) {
        self.shown.push(Shown::Picture {
            title: title.to_owned(),
            file: file.to_owned(),
        });
        self.files.push((file.into(), svg));
    }
}

/// Draws `chart` with what `outcomes` have for it; nothing where none of its runs has a result.
pub(super) fn draw<'a>(
    chart: &'a Chart,
    profile: &str,
    outcomes: &BTreeMap<String, Outcome>,
) -> Result<Drawn<'a>> {
    let mut drawn = Drawn::default();
    match chart {
        Chart::Training { run } => {
            if let Some(outcome) = outcomes.get(run) {
                training(&mut drawn, profile, run, outcome)?;
            }
        }
        Chart::Roc { title, runs, test } => {
            let curves: Vec<(&str, Vec<RocPoint>)> = runs
                .iter()
                .filter_map(|run| {
                    let measured = outcomes.get(run)?.tests.get(test)?;
                    let points = measured.roc.iter().map(|&[fpr, tpr]| RocPoint {
                        threshold: f32::NAN,
                        fpr,
                        tpr,
                    });
                    Some((run.as_str(), points.collect()))
                })
                .collect();
            if !curves.is_empty() {
                let lines: Vec<(&str, &[RocPoint])> = curves
                    .iter()
                    .map(|(name, points)| (*name, points.as_slice()))
                    .collect();
                let name = format!("figures/{profile}-roc-{test}.svg");
                drawn.picture(&name, title, roc_svg(title, &lines)?);
            }
        }
        Chart::Confusion { runs, test } => {
            for run in runs {
                if let Some(measured) = outcomes.get(run).and_then(|run| run.tests.get(test)) {
                    drawn.shown.push(Shown::Confusion {
                        run,
                        test,
                        counts: measured.confusion,
                    });
                }
            }
        }
        Chart::Embedding { run, test } => {
            if let Some(measured) = outcomes.get(run).and_then(|run| run.tests.get(test))
                && !measured.embedding.is_empty()
            {
                let title = format!("Features of {run} on {test} (t-SNE)");
                let class = |name: &str, target: f32| Series {
                    name: name.to_owned(),
                    points: measured
                        .embedding
                        .iter()
                        .filter(|point| point[2] == target)
                        .map(|&[x, y, _]| (f64::from(x), f64::from(y)))
                        .collect(),
                };
                let svg = scatter_svg(&title, &[class("real", 0.0), class("synthetic", 1.0)])?;
                drawn.picture(
                    &format!("figures/{profile}-features-{run}-{test}.svg"),
                    &title,
                    svg,
                );
            }
        }
        Chart::Statistics { run } => {
            if let Some(outcome) = outcomes.get(run) {
                statistics(&mut drawn, profile, outcome)?;
            }
        }
    }
    Ok(drawn)
}

fn training(drawn: &mut Drawn<'_>, profile: &str, run: &str, outcome: &Outcome) -> Result<()> {
    let series = |name: &str, value: fn(&EpochLog) -> f64| Series {
        name: name.to_owned(),
        points: outcome
            .training
            .epochs
            .iter()
            .map(|log| (log.epoch as f64, value(log)))
            .collect(),
    };
    let loss = format!("Loss per epoch of {run}");
    let svg = curves_svg(
        &loss,
        "epoch",
        &[
            series("training", |log| log.train_loss),
            series("validation", |log| log.valid_loss),
        ],
    )?;
    drawn.picture(&format!("figures/{profile}-loss-{run}.svg"), &loss, svg);
    let accuracy = format!("Validation accuracy per epoch of {run}");
    let svg = curves_svg(
        &accuracy,
        "epoch",
        &[series("accuracy", |log| log.valid_accuracy)],
    )?;
    drawn.picture(
        &format!("figures/{profile}-accuracy-{run}.svg"),
        &accuracy,
        svg,
    );
    Ok(())
}

fn statistics(drawn: &mut Drawn<'_>, profile: &str, outcome: &Outcome) -> Result<()> {
    let Some(statistics) = &outcome.training.statistics else {
        return Ok(());
    };
    let [real, synthetic] = outcome.training.pictures;
    drawn.shown.push(Shown::Pictures { real, synthetic });
    let title = "Correlation of the statistics";
    let svg = matrix_svg(title, &statistics.names, &statistics.correlation)?;
    drawn.picture(&format!("figures/{profile}-correlation.svg"), title, svg);
    let distributions: Vec<Distribution<'_>> = statistics
        .names
        .iter()
        .zip(&statistics.histograms)
        .map(|(name, histogram)| Distribution {
            name,
            low: histogram.low,
            high: histogram.high,
            counts: [&histogram.real, &histogram.synthetic],
        })
        .collect();
    let title = "Distributions of the statistics";
    let svg = histograms_svg(title, &distributions)?;
    drawn.picture(&format!("figures/{profile}-distributions.svg"), title, svg);
    Ok(())
}
