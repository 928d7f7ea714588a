//! The published detectors: they load, compute what their cards promise, and measure what their
//! metrics files say.

use std::path::{Path, PathBuf};
use std::process::Command;

use burn::tensor::Device;
use serde_json::Value;
use spectrafide_models::detector::Detector;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn detectors() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("models/zoo"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("card.json").is_file())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "the zoo is empty");
    folders
}

fn trainer(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_spectrafide-trainer"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_detector_loads_and_passes_its_self_test() {
    for folder in detectors() {
        let card = std::fs::read_to_string(folder.join("card.json")).unwrap();
        let weights = std::fs::read(folder.join("weights.bpk")).unwrap();
        let detector = Detector::load(&card, weights, &Device::flex()).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(detector.card().id, name);
        pollster::block_on(detector.self_test()).unwrap();
    }
}

#[test]
fn the_documents_show_the_figures_of_the_metrics_files() {
    trainer(&["results", "--check"]);
}

/// Most pictures of a measurement that is repeated.
const REPEATED: u64 = 1000;

/// Where the data is at hand, the smallest measurement of each detector is repeated. Scores
/// differ in the last digits between processors, so that single pictures may cross a threshold.
#[test]
fn measurements_can_be_repeated() {
    let Some(data) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    for folder in detectors() {
        let metrics = std::fs::read(folder.join("metrics.json")).unwrap();
        let metrics: Value = serde_json::from_slice(&metrics).unwrap();
        let (name, published) = metrics
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, one)| one["n"].as_u64().unwrap() <= REPEATED && one["excluded"] == 0)
            .min_by_key(|(_, one)| one["n"].as_u64())
            .unwrap();
        let path = Path::new(&data).join(published["data"].as_str().unwrap());
        let detector = published["detector"].as_str().unwrap();
        let measured: Value = serde_json::from_str(&trainer(&[
            "evaluate",
            "--detector",
            detector,
            "--data",
            path.to_str().unwrap(),
            "--tier",
            published["tier"].as_str().unwrap(),
            "--every",
            &published
                .get("every")
                .unwrap_or(&Value::from(1))
                .to_string(),
            "--json",
            "--device",
            "cpu",
            "--resamples",
            "0",
        ]))
        .unwrap();
        for key in ["n", "n_not_judged", "n_decided_by_file"] {
            assert_eq!(measured[key], published[key], "{detector} on {name}: {key}");
        }
        for key in ["accuracy_at_half", "auroc", "coverage", "brier"] {
            let (a, b) = (
                measured[key].as_f64().unwrap(),
                published[key].as_f64().unwrap(),
            );
            assert!(
                (a - b).abs() < 0.005,
                "{detector} on {name}: {key} {a} instead of {b}"
            );
        }
    }
}
