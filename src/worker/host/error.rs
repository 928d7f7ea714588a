//! Why a picture has no result.

use spectrafide_models::detector::LoadError;
use spectrafide_models::judge::DeviceError;

use crate::browser::BrowserError;

/// Why a picture has no result, for people.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The list of detectors is empty, or has none of this name.
    #[error("No detector is installed here.")]
    NoDetector,
    /// A file of the detector did not come.
    #[error("The detector could not be fetched: {0}. Check the connection and try again.")]
    Fetch(#[from] BrowserError),
    /// The files of the detector do not fit together or this program.
    #[error("The detector could not be loaded: {0}. Reload the page and try again.")]
    Load(#[from] LoadError),
    /// Even the CPU does not compute what the card promises.
    #[error("This device computes wrong results ({0}), so no verdict can be given on it.")]
    SelfTest(String),
    /// The device failed while it computed.
    #[error("{0}")]
    Device(#[from] DeviceError),
}
