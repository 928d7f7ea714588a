//! The documents of experiments, made of their results alone.

mod charts;
mod runs;
mod tables;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::output;
use super::template::render;
use crate::data::items::Split;
use crate::papers::definition::{Experiment, TestSet};
use crate::papers::outcome::{Outcome, Results};
use charts::Shown;
use runs::Run;
use tables::{Csv, Table};

/// What all documents say of an experiment.
#[derive(Serialize)]
struct About<'a> {
    name: &'a str,
    title: &'a str,
    paper: &'a str,
    summary: &'a [String],
    /// The names of its data sets.
    data: Vec<&'a str>,
}

impl<'a> About<'a> {
    fn of(experiment: &'a Experiment) -> Self {
        Self {
            name: &experiment.name,
            title: &experiment.title,
            paper: &experiment.paper,
            summary: &experiment.summary,
            data: experiment.data.keys().map(String::as_str).collect(),
        }
    }
}

/// The page of an experiment.
#[derive(Serialize)]
struct Page<'a> {
    experiment: About<'a>,
    profiles: Vec<Profile<'a>>,
    tests: Vec<Pictures<'a>>,
    described: Vec<Described<'a>>,
}

/// A profile; without `runs` where none was carried out.
#[derive(Serialize)]
struct Profile<'a> {
    name: &'a str,
    description: &'a str,
    tables: Vec<Table<'a>>,
    charts: Vec<Shown<'a>>,
    runs: Vec<Run<'a>>,
    /// Names of runs without a result.
    missing: Vec<&'a str>,
    /// The first digits of the digests of the training data.
    data_sha256: Vec<&'a str>,
}

/// A test set.
#[derive(Serialize)]
struct Pictures<'a> {
    name: &'a str,
    data: &'a str,
    split: Split,
    only: &'a [String],
    leave_out: &'a [String],
    part: Option<[f64; 2]>,
    of_each_class: Option<usize>,
    without_seen: bool,
}

impl<'a> Pictures<'a> {
    fn of(test: &'a TestSet) -> Self {
        Self {
            name: &test.name,
            data: &test.data,
            split: test.split,
            only: &test.pictures.only,
            leave_out: &test.pictures.leave_out,
            part: test.pictures.part,
            of_each_class: test.pictures.of_each_class,
            without_seen: test.without_seen,
        }
    }
}

/// A data set.
#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    description: &'a str,
}

/// Writes the documents of an experiment, or with `check` compares them with what is there.
///
/// # Errors
///
/// Results that are not understood, files that cannot be written and, with `check`, a file that
/// differs.
pub fn write(experiment: &Experiment, results: &Results, check: bool) -> Result<()> {
    let folder = results.folder(&experiment.name);
    for (name, text) in files(experiment, results)? {
        output::put(&folder.join(name), &text, check)?;
    }
    Ok(())
}

/// The documents of `experiment` below its folder of results: name and text.
fn files(experiment: &Experiment, results: &Results) -> Result<Vec<(PathBuf, String)>> {
    let outcomes = all_outcomes(experiment, results)?;
    let mut files = Vec::new();
    let mut csv = Csv::new()?;
    let mut profiles = Vec::new();
    for ((name, profile), outcomes) in experiment.profiles.iter().zip(&outcomes) {
        let mut charts = Vec::new();
        for chart in &experiment.charts {
            let drawn = charts::draw(chart, name, outcomes)?;
            charts.extend(drawn.shown);
            files.extend(drawn.files);
        }
        if !outcomes.is_empty() {
            csv.add(name, &experiment.tables, outcomes)?;
        }
        let runs = experiment.run_names();
        profiles.push(Profile {
            name,
            description: &profile.description,
            tables: experiment
                .tables
                .iter()
                .map(|table| Table::of(table, outcomes))
                .collect(),
            charts,
            runs: Run::all(experiment, outcomes),
            missing: runs.filter(|run| !outcomes.contains_key(*run)).collect(),
            data_sha256: runs::data_sha256(outcomes),
        });
    }
    let page = Page {
        experiment: About::of(experiment),
        profiles,
        tests: experiment.tests.iter().map(Pictures::of).collect(),
        described: experiment
            .data
            .iter()
            .map(|(name, description)| Described { name, description })
            .collect(),
    };
    files.push(("README.md".into(), render("experiment.md", &page)?));
    files.push(("results.csv".into(), csv.finish()?));
    Ok(files)
}

/// The outcomes of each profile, by run.
fn all_outcomes(
    experiment: &Experiment,
    results: &Results,
) -> Result<Vec<BTreeMap<String, Outcome>>> {
    let profiles = experiment.profiles.keys();
    profiles
        .map(|profile| results.read_all(&experiment.name, profile, experiment.run_names()))
        .collect()
}

/// The headline tables of a profile, for a page in `docs`.
#[derive(Serialize)]
struct Headline<'a> {
    experiment: About<'a>,
    tables: Vec<Table<'a>>,
    /// Of the headings.
    level: usize,
}

fn headline_tables<'a>(
    experiment: &'a Experiment,
    outcomes: &BTreeMap<String, Outcome>,
) -> Vec<Table<'a>> {
    let tables = experiment.tables.iter().filter(|table| table.headline);
    tables.map(|table| Table::of(table, outcomes)).collect()
}

/// The headline tables of all profiles of `experiment`, below headings of `level`.
///
/// # Errors
///
/// Results that are not understood.
pub fn headlines(experiment: &Experiment, results: &Results, level: usize) -> Result<String> {
    let mut text = String::new();
    for outcomes in all_outcomes(experiment, results)? {
        let headline = Headline {
            experiment: About::of(experiment),
            tables: headline_tables(experiment, &outcomes),
            level,
        };
        text += &render("experiment_parts.md", &headline)?;
    }
    Ok(text)
}

/// The page with the headline tables of all experiments.
///
/// # Errors
///
/// Results that are not understood.
pub fn overview(experiments: &[Experiment], results: &Results) -> Result<String> {
    #[derive(Serialize)]
    struct Overview<'a> {
        experiments: Vec<Section<'a>>,
    }
    #[derive(Serialize)]
    struct Section<'a> {
        experiment: About<'a>,
        runs: usize,
        profiles: Vec<ShortProfile<'a>>,
    }
    #[derive(Serialize)]
    struct ShortProfile<'a> {
        name: &'a str,
        description: &'a str,
        /// Number of runs with a result.
        done: usize,
        tables: Vec<Table<'a>>,
    }
    let mut sections = Vec::new();
    for experiment in experiments {
        let outcomes = all_outcomes(experiment, results)?;
        let profiles = experiment.profiles.iter().zip(&outcomes);
        sections.push(Section {
            experiment: About::of(experiment),
            runs: experiment.runs.len(),
            profiles: profiles
                .map(|((name, profile), outcomes)| ShortProfile {
                    name,
                    description: &profile.description,
                    done: outcomes.len(),
                    tables: headline_tables(experiment, outcomes),
                })
                .collect(),
        });
    }
    let experiments = sections;
    render("experiments.md", &Overview { experiments })
}
