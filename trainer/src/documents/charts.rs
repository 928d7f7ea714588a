//! The charts of an experiment, made of its results.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;

use crate::metrics::RocPoint;
use crate::papers::definition::Chart;
use crate::papers::outcome::Outcome;
use crate::plots::{
    Distribution, Series, curves_svg, histograms_svg, matrix_svg, roc_svg, scatter_svg,
};

/// A chart as the documents show it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// Its files: name below the experiment's folder, and text.
    pub files: Vec<(String, String)>,
    /// What stands in the document.
    pub markdown: String,
}

impl Drawn {
    fn picture(&mut self, name: &str, alt: &str, svg: String) {
        // Writing to a string cannot fail.
        let _infallible = writeln!(self.markdown, "![{alt}]({name})\n");
        self.files.push((name.to_owned(), svg));
    }
}

/// Draws `chart` with what `outcomes` have for it; nothing where none of its runs has a result.
pub fn draw(chart: &Chart, profile: &str, outcomes: &BTreeMap<String, Outcome>) -> Result<Drawn> {
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
                confusion(&mut drawn, run, test, outcomes);
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

fn training(drawn: &mut Drawn, profile: &str, run: &str, outcome: &Outcome) -> Result<()> {
    let series = |name: &str, value: fn(&crate::training::checkpoint::EpochLog) -> f64| Series {
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

fn confusion(drawn: &mut Drawn, run: &str, test: &str, outcomes: &BTreeMap<String, Outcome>) {
    let Some(measured) = outcomes
        .get(run)
        .and_then(|outcome| outcome.tests.get(test))
    else {
        return;
    };
    let counts = measured.confusion;
    // Writing to a string cannot fail.
    let _infallible = write!(
        drawn.markdown,
        "Decisions of `{run}` on `{test}`:\n\n\
         | | Called real | Called synthetic |\n| --- | --- | --- |\n\
         | Real | {} | {} |\n| Synthetic | {} | {} |\n\n",
        counts.true_negative, counts.false_positive, counts.false_negative, counts.true_positive
    );
}

fn statistics(drawn: &mut Drawn, profile: &str, outcome: &Outcome) -> Result<()> {
    let Some(statistics) = &outcome.training.statistics else {
        return Ok(());
    };
    let [real, synthetic] = outcome.training.pictures;
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        drawn.markdown,
        "Training pictures: {real} real and {synthetic} synthetic.\n"
    );
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
