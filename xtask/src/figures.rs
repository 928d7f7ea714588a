//! The measured figures that the page shows, taken from a detector's `metrics.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

/// What one measurement found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The measurement's name in `metrics.json`.
    pub measured_on: String,
    /// Whether its pictures are of the data set that the detector learned from, and of sources that
    /// it may have learned from.
    pub own_data: bool,
    /// Number of pictures.
    pub pictures: u64,
    /// Share of right answers when a score of one half or more counts as synthetic.
    pub accuracy_at_half: Option<Estimate>,
    /// Area under the receiver operating characteristic.
    pub auroc: Option<Estimate>,
    /// Share of real pictures at or above the detector's threshold.
    pub real_flagged: Option<Estimate>,
}

/// A measured figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % bootstrap interval.
    pub interval: Option<[f64; 2]>,
}

/// The part of a measurement that is shown; the trainer writes more.
#[derive(Deserialize)]
struct Measurement {
    detector: String,
    data: String,
    /// Whether the detector was trained on none of the sources, though on other parts of the data.
    #[serde(default)]
    unseen_sources: bool,
    n: u64,
    accuracy_at_half: Option<f64>,
    auroc: Option<f64>,
    fpr: Option<f64>,
    #[serde(default)]
    intervals: BTreeMap<String, [f64; 2]>,
}

/// Reads the `metrics.json` in `folder`, the folder of the detector `id` that learned from
/// `training_data`; those on its own data set come first.
///
/// A detector without the file has not been measured. Figures of another detector are an error.
pub fn read(folder: &Path, id: &str, training_data: &str) -> Result<Vec<Figures>> {
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
        figures.push(measurement.figures(name, training_data));
    }
    figures.sort_by_key(|figures| !figures.own_data);
    Ok(figures)
}

impl Measurement {
    fn figures(self, name: String, training_data: &str) -> Figures {
        let estimate = |key: &str, value: Option<f64>| {
            value.map(|value| Estimate {
                value,
                interval: self.intervals.get(key).copied(),
            })
        };
        Figures {
            own_data: !self.unseen_sources && is_own_data(training_data, &self.data),
            pictures: self.n,
            accuracy_at_half: estimate("accuracy_at_half", self.accuracy_at_half),
            auroc: estimate("auroc", self.auroc),
            real_flagged: estimate("fpr", self.fpr),
            measured_on: name,
        }
    }
}

/// Whether the file `measured` belongs to the data set called `trained`, as `cifake.tar.xz` does
/// to CIFAKE. A detector that learned from several data sets has all of them in that name.
fn is_own_data(trained: &str, measured: &str) -> bool {
    let stem = measured.split('.').next().unwrap_or(measured);
    !stem.is_empty() && trained.to_lowercase().contains(&stem.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(metrics: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("metrics.json"), metrics).unwrap();
        folder
    }

    const METRICS: &str = r#"{
        "Another test": {"detector":"tiny.v1","data":"other.zip","n":9,"accuracy_at_half":0.5,
            "auroc":null,"fpr":0.25},
        "Some test": {"detector":"tiny.v1","data":"Some.tar.xz","n":40,"accuracy_at_half":0.75,
            "auroc":0.8,"fpr":null,"ece":0.1,"intervals":{"accuracy_at_half":[0.5,0.875]}}}"#;

    /// The page's crate has a test with the same text.
    #[test]
    fn the_index_gets_the_figures_of_the_own_data_set_first() {
        let folder = folder_with(METRICS);
        let figures = read(folder.path(), "tiny.v1", "SOME").unwrap();
        assert_eq!(
            serde_json::to_string(&figures[0]).unwrap(),
            r#"{"measured_on":"Some test","own_data":true,"pictures":40,"accuracy_at_half":{"value":0.75,"interval":[0.5,0.875]},"auroc":{"value":0.8,"interval":null},"real_flagged":null}"#
        );
        assert_eq!(figures[1].measured_on, "Another test");
        assert!(!figures[1].own_data);
        assert_eq!(figures[1].real_flagged.unwrap().value, 0.25);
    }

    #[test]
    fn sources_that_were_not_learned_from_are_not_its_own() {
        let folder = folder_with(
            r#"{"New sources": {"detector":"tiny.v1","data":"some.zip","unseen_sources":true,
                "n":9,"accuracy_at_half":0.5,"auroc":null,"fpr":null}}"#,
        );
        assert!(!read(folder.path(), "tiny.v1", "some").unwrap()[0].own_data);
    }

    #[test]
    fn a_detector_that_was_not_measured_has_no_figures() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path(), "tiny.v1", "some").unwrap(), []);
    }

    #[test]
    fn figures_of_another_detector_are_refused_with_its_name() {
        let folder = folder_with(METRICS);
        let message = read(folder.path(), "tiny.v2", "some")
            .unwrap_err()
            .to_string();
        assert!(message.contains("tiny.v1"), "{message}");
    }

    #[test]
    fn a_mixture_counts_each_of_its_parts_as_its_own() {
        assert!(is_own_data("cifake and openmix", "openmix.zip"));
        assert!(!is_own_data("cifake", "openmix.zip"));
        assert!(!is_own_data("cifake", ".zip"));
    }
}
