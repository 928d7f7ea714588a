//! The log and the curves of a run.

use std::io::Write;

use anyhow::{Context, Result};

use crate::plots::{Series, curves_svg};
use crate::training::checkpoint::{EpochLog, RunFolder, State};

/// Prints an epoch, appends it to the log and redraws the curves.
pub(super) fn write(log: &EpochLog, folder: &RunFolder, state: &State) -> Result<()> {
    let EpochLog {
        epoch,
        train_loss,
        views_per_second,
        ..
    } = log;
    let valid = if log.valid_loss.is_nan() {
        String::new()
    } else {
        format!(
            "  valid loss {:.4}  AUROC {:.4}  accuracy {:.4}",
            log.valid_loss, log.valid_auroc, log.valid_accuracy
        )
    };
    let kept = if state.best_epoch == log.epoch {
        "  kept"
    } else {
        ""
    };
    println!("epoch {epoch:3}  loss {train_loss:.4}{valid}  {views_per_second:.0} views/s{kept}");
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.file("log.jsonl"))
        .context("the run's log cannot be written")?;
    writeln!(file, "{}", serde_json::to_string(log)?)?;
    let series = |name: &str, value: fn(&EpochLog) -> f64| Series {
        name: name.to_owned(),
        points: state
            .history
            .iter()
            .map(|log| (log.epoch as f64, value(log)))
            .filter(|(_, value)| value.is_finite())
            .collect(),
    };
    let loss = curves_svg(
        "Loss",
        "epoch",
        &[
            series("training", |log| log.train_loss),
            series("validation", |log| log.valid_loss),
        ],
    )?;
    let accuracy = curves_svg(
        "Validation",
        "epoch",
        &[
            series("accuracy", |log| log.valid_accuracy),
            series("AUROC", |log| log.valid_auroc),
        ],
    )?;
    for (name, chart) in [("loss.svg", loss), ("accuracy.svg", accuracy)] {
        let path = folder.file(name);
        std::fs::write(&path, chart)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
