//! The measured figures that the page shows, taken from a detector's `metrics.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use spectrafide_report::measurement::Measurement;
use spectrafide_report::zoo::Figures;

/// Reads the `metrics.json` in `folder`, the folder of the detector `id`; those on sources that it
/// may have learned from come first.
///
/// A detector without the file has not been measured.
///
/// # Errors
///
/// When the file holds something else, or figures of another detector.
pub fn read(folder: &Path, id: &str) -> Result<Vec<Figures>> {
    let path = folder.join("metrics.json");
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        result => result.with_context(|| format!("could not read {}", path.display()))?,
    };
    let measurements: BTreeMap<String, Measurement> = serde_json::from_slice(&bytes)
        .with_context(|| format!("{id}: metrics.json does not hold measurements"))?;
    let mut figures = Vec::new();
    for (name, measurement) in measurements {
        if measurement.detector != id {
            bail!(
                "{id}: metrics.json holds figures of {}\nMeasure the detector again.",
                measurement.detector
            );
        }
        if measurement.is_whole() {
            figures.push(shown(name, &measurement));
        }
    }
    figures.sort_by_key(|figures| !figures.own_data);
    Ok(figures)
}

fn shown(measured_on: String, measurement: &Measurement) -> Figures {
    Figures {
        measured_on,
        own_data: measurement.familiar_sources,
        pictures: measurement.metrics.n,
        accuracy_at_half: measurement.estimate("accuracy_at_half"),
        auroc: measurement.estimate("auroc"),
        real_flagged: measurement.estimate("fpr"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use spectrafide_report::measurement::Estimate;

    use super::*;

    /// A measurement of `detector` that leaves most figures undefined.
    fn measurement(detector: &str, familiar: bool, accuracy: f64) -> Value {
        json!({
            "detector": detector, "data": "some.zip", "split": "test", "tier": "clean",
            "excluded": 0, "unreadable": 0, "clustered": false, "familiar_sources": familiar,
            "n": 40, "n_real": 20, "n_synthetic": 20, "threshold": 0.5, "accuracy": null,
            "balanced_accuracy": null, "precision": null, "recall": null, "f1": null,
            "fpr": 0.25, "fnr": null, "average_precision": null, "auroc": null,
            "tpr_at_fpr_01": null, "tpr_at_fpr_001": null, "ece": null, "brier": null,
            "confusion": {
                "true_positive": 0, "false_positive": 0, "true_negative": 0, "false_negative": 0
            },
            "accuracy_at_half": accuracy, "coverage": null, "error_among_answered": null,
            "real_not_flagged": null, "intervals": {"accuracy_at_half": [0.5, 0.875]}
        })
    }

    fn folder_with(metrics: &Value) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("metrics.json"), metrics.to_string()).unwrap();
        folder
    }

    #[test]
    fn figures_on_familiar_sources_come_first_with_their_intervals() {
        let folder = folder_with(&json!({
            "Another test": measurement("tiny.v1", false, 0.5),
            "Some test": measurement("tiny.v1", true, 0.75),
        }));
        let figures = read(folder.path(), "tiny.v1").unwrap();
        assert_eq!(figures[0].measured_on, "Some test");
        assert!(figures[0].own_data && !figures[1].own_data);
        assert_eq!(figures[0].pictures, 40);
        let accuracy = Estimate {
            value: 0.75,
            interval: Some([0.5, 0.875]),
        };
        assert_eq!(figures[0].accuracy_at_half, Some(accuracy));
        assert_eq!(figures[0].auroc, None);
        let flagged = figures[0].real_flagged.unwrap();
        assert_eq!((flagged.value, flagged.interval), (0.25, None));
    }

    #[test]
    fn a_detector_that_was_not_measured_has_no_figures() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "tiny.v1").unwrap(), []);
    }

    #[test]
    fn figures_of_another_detector_are_refused_with_its_name() {
        let folder = folder_with(&json!({"Some test": measurement("tiny.v1", true, 0.5)}));
        let message = read(folder.path(), "tiny.v2").unwrap_err().to_string();
        assert!(message.contains("tiny.v1"), "{message}");
    }
}
