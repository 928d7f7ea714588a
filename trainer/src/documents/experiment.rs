//! The documents of experiments, made of their results alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::charts;
use crate::papers::definition::{Column, Experiment, Row, Table, cell_run, cell_test};
use crate::papers::outcome::{Outcome, Results};
use crate::papers::settings::Settings;

const LEGEND: &str = "Figures are ours, those of the paper stand in brackets; – means not run.";

/// Writes the documents of an experiment.
///
/// # Errors
///
/// Results that are not understood, and files that cannot be written.
pub fn write(definition: &Experiment, results: &Results) -> Result<()> {
    let folder = results.folder(&definition.name);
    for (name, text) in files(definition, results)? {
        put_file(&folder.join(name), &text, false)?;
    }
    Ok(())
}

/// The documents of `experiment` below its folder of results: name and text.
pub fn files(experiment: &Experiment, results: &Results) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    let mut page = head(experiment, 1);
    let mut csv = String::from("profile,table,row,column,run,test,measure,value,paper\n");
    for (name, profile) in &experiment.profiles {
        let outcomes = results.read_all(&experiment.name, name, experiment.run_names())?;
        put(
            &mut page,
            &format!("\n## Profile `{name}`\n\n{}\n", profile.description),
        );
        if outcomes.is_empty() {
            put(&mut page, "\nNot run. To run it:\n");
            put(&mut page, &command(experiment, name));
            continue;
        }
        put(&mut page, &format!("\n{LEGEND}\n"));
        for table in &experiment.tables {
            put(
                &mut page,
                &format!("\n### {}\n\n{}", table.title, markdown(table, &outcomes)),
            );
            rows_csv(&mut csv, name, table, &outcomes);
        }
        let mut charts = String::new();
        for chart in &experiment.charts {
            let drawn = charts::draw(chart, name, &outcomes)?;
            charts.push_str(&drawn.markdown);
            files.extend(
                drawn
                    .files
                    .into_iter()
                    .map(|(name, text)| (name.into(), text)),
            );
        }
        if !charts.is_empty() {
            put(
                &mut page,
                &format!("\n### Charts\n\n{}\n", charts.trim_end()),
            );
        }
        put(
            &mut page,
            &format!(
                "\n### What was run\n\n{}",
                what_was_run(experiment, &outcomes)
            ),
        );
        if outcomes.len() < experiment.runs.len() {
            let missing: Vec<String> = experiment
                .runs
                .iter()
                .filter(|run| !outcomes.contains_key(&run.name))
                .map(|run| format!("`{}`", run.name))
                .collect();
            put(
                &mut page,
                &format!(
                    "\nNot run: {}. To run what is missing:\n",
                    missing.join(", ")
                ),
            );
            put(&mut page, &command(experiment, name));
        }
    }
    put(
        &mut page,
        &format!("\n## Test sets\n\n{}", test_sets(experiment)),
    );
    files.push(("README.md".into(), page));
    files.push(("results.csv".into(), csv));
    Ok(files)
}

/// The page with the headline tables of all experiments.
pub fn overview(experiments: &[Experiment], results: &Results) -> Result<String> {
    let mut page = String::from(
        "# Results of the papers' experiments\n\n\
         Each section is made of result files by `spectrafide-trainer results`. A profile says how \
         much of the paper's protocol was run; a figure of a reduced profile is not to be compared \
         with the paper's as if it were the same experiment.\n\n",
    );
    put(&mut page, &format!("{LEGEND}\n"));
    for experiment in experiments {
        put(&mut page, "\n");
        put(&mut page, &head(experiment, 2));
        let mut missing = Vec::new();
        for (name, profile) in &experiment.profiles {
            let outcomes = results.read_all(&experiment.name, name, experiment.run_names())?;
            if outcomes.is_empty() {
                missing.push(name);
                continue;
            }
            put(
                &mut page,
                &format!(
                    "\n### Profile `{name}`: {} of {} runs\n\n{}\n",
                    outcomes.len(),
                    experiment.runs.len(),
                    profile.description
                ),
            );
            put(&mut page, &headline(experiment, &outcomes, 4));
        }
        for name in missing {
            put(
                &mut page,
                &format!("\nThe profile `{name}` was not run. To run it:\n"),
            );
            put(&mut page, &command(experiment, name));
        }
    }
    Ok(page)
}

/// The headline tables of a profile with `outcomes`, for a page in `docs`, below headings of
/// `level`.
pub fn headline(
    experiment: &Experiment,
    outcomes: &BTreeMap<String, Outcome>,
    level: usize,
) -> String {
    let mut text = String::new();
    for table in experiment.tables.iter().filter(|table| table.headline) {
        put(
            &mut text,
            &format!(
                "\n{} {}\n\n{}",
                "#".repeat(level),
                table.title,
                markdown(table, outcomes)
            ),
        );
    }
    put(
        &mut text,
        &format!(
            "\nAll tables, charts and settings: [experiments/{0}](../experiments/{0}/README.md).\n",
            experiment.name
        ),
    );
    text
}

/// Writes `text` to `path`, or with `check` compares it with what is there.
pub fn put_file(path: &Path, text: &str, check: bool) -> Result<()> {
    if check {
        let present = fs::read_to_string(path).unwrap_or_default();
        ensure!(
            present == text,
            "{} differs from the measured figures",
            path.display()
        );
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}

fn put(page: &mut String, text: &str) {
    page.push_str(text);
}

fn head(experiment: &Experiment, level: usize) -> String {
    format!(
        "{} {}\n\nPaper: <{}>\n\n{}\n",
        "#".repeat(level),
        experiment.title,
        experiment.paper,
        experiment.summary.join("\n\n")
    )
}

/// How to carry out the runs that lack results.
fn command(experiment: &Experiment, profile: &str) -> String {
    let data: Vec<String> = experiment
        .data
        .keys()
        .map(|name| format!("--data {name}=PATH"))
        .collect();
    format!(
        "\n```sh\nspectrafide-trainer experiment {} --profile {profile} {}\n```\n",
        experiment.name,
        data.join(" ")
    )
}

fn markdown(table: &Table, outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::from("| |");
    for column in &table.columns {
        put(&mut text, &format!(" {} |", column.title));
    }
    put(
        &mut text,
        &format!("\n| --- |{}\n", " --- |".repeat(table.columns.len())),
    );
    for row in &table.rows {
        put(&mut text, &format!("| {} |", row.title));
        for (place, column) in table.columns.iter().enumerate() {
            let ours = number(value(row, column, outcomes));
            match row.paper.get(place).copied().flatten() {
                Some(paper) => put(&mut text, &format!(" {ours} ({paper}) |")),
                None => put(&mut text, &format!(" {ours} |")),
            }
        }
        text.push('\n');
    }
    text
}

fn value(row: &Row, column: &Column, outcomes: &BTreeMap<String, Outcome>) -> Option<f64> {
    let measured = outcomes
        .get(&cell_run(row, column))?
        .tests
        .get(cell_test(row, column)?)?;
    column.measure.of(measured)
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.4}"))
}

fn rows_csv(csv: &mut String, profile: &str, table: &Table, outcomes: &BTreeMap<String, Outcome>) {
    for row in &table.rows {
        for (place, column) in table.columns.iter().enumerate() {
            let paper = row.paper.get(place).copied().flatten();
            let plain = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
            let measure = serde_json::to_value(column.measure)
                .ok()
                .and_then(|value| value.as_str().map(str::to_owned))
                .unwrap_or_default();
            // Writing to a string cannot fail.
            let _infallible = writeln!(
                csv,
                "{profile},{},{},{},{},{},{measure},{},{}",
                quoted(&table.title),
                quoted(&row.title),
                quoted(&column.title),
                cell_run(row, column),
                cell_test(row, column).unwrap_or_default(),
                plain(value(row, column, outcomes)),
                plain(paper),
            );
        }
    }
}

/// A field of a CSV file (RFC 4180).
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn what_was_run(experiment: &Experiment, outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut text = String::from(
        "| Run | Network | View | Parameters | Training pictures | Validation pictures | Epochs \
         (best) | Validation loss | Minutes | Device |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut seen_data = BTreeSet::new();
    for run in &experiment.runs {
        let Some(outcome) = outcomes.get(&run.name) else {
            continue;
        };
        let training = &outcome.training;
        let [real, synthetic] = training.pictures;
        let [valid_real, valid_synthetic] = training.validation_pictures;
        let start = if training.init_sha256.is_some() {
            ", from published weights"
        } else {
            ""
        };
        let (network, view, parameters) = match &outcome.settings {
            Settings::Network(config) => (
                format!("{}{start}", config.network.name()),
                format!("{} px", config.preprocess.views.side()),
                training.parameters.to_string(),
            ),
            Settings::AutoEncoder(settings) => (
                format!(
                    "auto-encoder, squared error {}",
                    training
                        .reconstruction_error
                        .map_or("–".to_owned(), |error| format!("{error:.5}"))
                ),
                format!("{} px", settings.views.side()),
                training.parameters.to_string(),
            ),
            Settings::Forest(forest) => (
                format!("forest of {} trees", forest.trees),
                "–".to_owned(),
                "–".to_owned(),
            ),
        };
        let epochs = match training.epochs.len() {
            0 if training.best_epoch > 0 => training.best_epoch.to_string(),
            0 => "–".to_owned(),
            count => format!("{count} ({})", training.best_epoch),
        };
        // Writing to a string cannot fail.
        let _infallible = writeln!(
            text,
            "| `{}` | {network} | {view} | {parameters} | {real} + {synthetic} | {valid_real} + \
             {valid_synthetic} | {epochs} | {} | {:.1} | {} |",
            run.name,
            number(training.best_validation_loss()),
            training.minutes,
            training.device
        );
        seen_data.insert(training.data_sha256.as_str());
    }
    let _infallible = writeln!(
        text,
        "\nPictures are real + synthetic. SHA-256 of the training data: {}.",
        seen_data
            .into_iter()
            .map(|digest| format!("`{}…`", &digest[..16.min(digest.len())]))
            .collect::<Vec<_>>()
            .join(", ")
    );
    text
}

fn test_sets(experiment: &Experiment) -> String {
    let mut text = String::from("| Name | Data | Pictures |\n| --- | --- | --- |\n");
    for test in &experiment.tests {
        let mut which = format!("{:?} split", test.split).to_lowercase();
        let listed = |names: &[String]| names.join(", ");
        if !test.pictures.only.is_empty() {
            put(
                &mut which,
                &format!(", only {}", listed(&test.pictures.only)),
            );
        }
        if !test.pictures.leave_out.is_empty() {
            put(
                &mut which,
                &format!(", without {}", listed(&test.pictures.leave_out)),
            );
        }
        if let Some([from, to]) = test.pictures.part {
            put(
                &mut which,
                &format!(", the part from {from} to {to} by hash"),
            );
        }
        if let Some(most) = test.pictures.of_each_class {
            put(&mut which, &format!(", at most {most} of each class"));
        }
        if test.without_seen {
            put(
                &mut which,
                ", without those that the training split holds too",
            );
        }
        put(
            &mut text,
            &format!("| `{}` | {} | {which} |\n", test.name, test.data),
        );
    }
    for (name, description) in &experiment.data {
        put(&mut text, &format!("\n`{name}`: {description}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
