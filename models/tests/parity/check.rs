//! The parity fixture measured on one target: the native test, the generator and the test of the
//! wasm build include this file.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use spectrafide_models::detector::Detector;
use spectrafide_models::weights::sha256;
use spectrafide_picture::decode::decode;
use spectrafide_picture::preprocess::{Prepared, Preprocess, ResampleFilter, Views};
use spectrafide_picture::statistics::{CoOccurrences, Statistics};

/// Every how many values of a spectrum one is kept.
const SPECTRUM_STEP: usize = 197;

/// Accepted difference between standardised log magnitudes. A transform of 64 by 64 samples in
/// single precision is off by about `12 * 2^-24`, and the logarithm at its floor of `1e-3`
/// magnifies that a thousand times.
const SPECTRUM_TOLERANCE: f32 = 2e-3;

/// Accepted difference between logits as a share of the logit or of one, whichever is larger:
/// single precision through six layers, and the tolerance of the spectra before them.
const LOGIT_TOLERANCE: f32 = 5e-3;

/// What every target must compute.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// SHA-256 of the decoded pixels, three bytes each.
    pub pixels_sha256: String,
    /// The tensors of the detector's own preprocessing.
    pub detector: MeasuredTensors,
    /// The tensors of the middle square, resampled.
    pub resized: MeasuredTensors,
    /// SHA-256 of the statistics of the views' residuals, four bytes each, lowest first.
    pub statistics_sha256: String,
    /// The detector's logit for each of its views.
    pub logits: Vec<f32>,
}

/// What is kept of prepared tensors.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasuredTensors {
    /// SHA-256 of the image tensor's values, four bytes each, lowest first.
    pub image_sha256: String,
    /// Some values of the spectra.
    pub spectrum: Vec<f32>,
}

/// Runs the file `picture` through the detector of `card` and `weights` on `device`.
pub async fn measure(picture: &[u8], card: &str, weights: &[u8], device: &Device) -> Measured {
    let detector = Detector::load(card, weights.to_vec(), device).expect("the fixture's detector");
    let pixels = decode(picture).expect("the fixture's picture").pixels;
    detector
        .self_test()
        .await
        .expect("the device computes as the one that made the card");
    let prepared = detector.card().preprocess.prepare(&pixels);
    let resized = Preprocess {
        views: Views::Resize {
            side: 32,
            filter: ResampleFilter::Triangle,
        },
        ..detector.card().preprocess
    };
    let counted = Preprocess {
        spectrum: None,
        statistics: Statistics {
            co_occurrences: Some(CoOccurrences::All),
            autocorrelation: true,
            radial_profile: false,
        },
        ..detector.card().preprocess
    };
    Measured {
        pixels_sha256: sha256(pixels.as_raw()),
        detector: tensors(&prepared),
        resized: tensors(&resized.prepare(&pixels)),
        statistics_sha256: digest(&counted.prepare(&pixels).data.statistics),
        logits: detector
            .logits(prepared.clone())
            .await
            .expect("the device does not fail"),
    }
}

fn digest(values: &[f32]) -> String {
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    sha256(&bytes)
}

fn tensors(prepared: &Prepared) -> MeasuredTensors {
    MeasuredTensors {
        image_sha256: digest(&prepared.data.image),
        spectrum: prepared
            .data
            .spectrum
            .iter()
            .step_by(SPECTRUM_STEP)
            .copied()
            .collect(),
    }
}

/// Says what differs: pixels, image tensors and statistics must be equal to the bit, spectra
/// and logits within their tolerances.
pub fn compare(found: &Measured, expected: &Measured) -> Result<(), String> {
    if found.pixels_sha256 != expected.pixels_sha256 {
        return Err("the decoded pixels differ".to_owned());
    }
    if found.statistics_sha256 != expected.statistics_sha256 {
        return Err("the statistics of residuals differ".to_owned());
    }
    for (name, found, expected) in [
        ("detector", &found.detector, &expected.detector),
        ("resized", &found.resized, &expected.resized),
    ] {
        if found.image_sha256 != expected.image_sha256 {
            return Err(format!("the image tensor differs ({name})"));
        }
        close(&found.spectrum, &expected.spectrum, SPECTRUM_TOLERANCE)
            .map_err(|error| format!("the spectrum differs ({name}): {error}"))?;
    }
    close(&found.logits, &expected.logits, LOGIT_TOLERANCE)
        .map_err(|error| format!("the logits differ: {error}"))
}

fn close(found: &[f32], expected: &[f32], tolerance: f32) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{} values, not {}", found.len(), expected.len()));
    }
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        // Written so that a result that is not a number fails.
        let near = (found - expected).abs() <= tolerance * expected.abs().max(1.0);
        if !near {
            return Err(format!("value {index} is {found}, not {expected}"));
        }
    }
    Ok(())
}
