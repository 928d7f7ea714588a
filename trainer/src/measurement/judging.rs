//! Asks a detector about files, by the one way that the page takes, too.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use indicatif::ProgressBar;
use rayon::prelude::*;
use spectrafide_credentials::{VerifyError, verify_sidecar};
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::{DeviceError, Effort, Request, Subject};
use spectrafide_picture::decode::{DecodeError, MAX_FILE_BYTES, decode};
use spectrafide_provenance::credentials::{Credentials, NotVerifiedReason};
use spectrafide_provenance::finding::Finding;
use spectrafide_provenance::sidecar::Said;
use spectrafide_provenance::{Provenance, media_type};
use spectrafide_report::{Handling, Regions, Report, Stability};

use crate::augmentation::tier::Tier;
use crate::data::items::Item;

/// Opens the file `bytes` and verifies its Content Credentials.
pub fn open(path: &str, bytes: &[u8]) -> Subject {
    let started = Instant::now();
    let mut subject = Subject::open(path, bytes);
    subject.decode_millis = millis_since(started);
    if let Some(mime) = subject.needs_verification(bytes) {
        let outcome = match spectrafide_credentials::verify(bytes, mime) {
            Err(VerifyError::NoManifest) => Ok(None),
            other => other.map(Some),
        };
        subject.says.conclude_verification(outcome);
    }
    subject
}

/// A manifest store in a file of its own, beside a picture.
#[derive(Clone, Debug)]
pub struct Sidecar {
    /// The file's name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Sidecar {
    /// The store in the file at `path`.
    ///
    /// # Errors
    ///
    /// As [`read_file`].
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_file(path).with_context(|| path.display().to_string())?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy().into_owned();
        Ok(Self { name, bytes })
    }

    /// What the store says about the picture `bytes`.
    fn verified(&self, bytes: &[u8]) -> Said {
        let mime = media_type(bytes).unwrap_or("application/octet-stream");
        let credentials = match verify_sidecar(bytes, mime, &self.bytes) {
            Ok(credentials) => credentials,
            Err(VerifyError::NoManifest) => {
                let error = "it holds no manifest store".to_owned();
                Credentials::not_verified(NotVerifiedReason::Unreadable { error }, Vec::new())
            }
            Err(error) => {
                let error = error.to_string();
                Credentials::not_verified(NotVerifiedReason::VerifierFailed { error }, Vec::new())
            }
        };
        Said::of(&self.name, self.bytes.len() as u64, credentials)
    }
}

/// A file, opened, and what is told with its result and plays no part in it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The file.
    pub subject: Subject,
    /// What a store beside it says that does not fit it.
    pub apart: Option<Finding>,
}

impl Opened {
    /// Opens the file `bytes` with the store beside it, and verifies the credentials of both.
    pub fn of(path: &str, bytes: &[u8], sidecar: Option<&Sidecar>) -> Self {
        let mut subject = open(path, bytes);
        let mut apart = None;
        if let Some(said) = sidecar.map(|sidecar| sidecar.verified(bytes)) {
            if said.fits {
                subject.says.findings.push(said.finding);
            } else {
                apart = Some(said.finding);
            }
        }
        Self { subject, apart }
    }

    /// Opens the file at `path` with the store at `sidecar`; a picture that cannot be read is a subject
    /// without one.
    ///
    /// # Errors
    ///
    /// A store that cannot be read.
    pub fn of_file(path: &Path, sidecar: Option<&Path>) -> Result<Self> {
        let name = path.to_string_lossy();
        let sidecar = sidecar.map(Sidecar::read).transpose()?;
        Ok(match read_file(path) {
            Ok(bytes) => Self::of(&name, &bytes, sidecar.as_ref()),
            Err(error) => Self {
                subject: Subject::with_picture(&name, &[], Err(format!("{error:#}"))),
                apart: None,
            },
        })
    }

    /// All that the file and the store beside it say.
    pub fn says(self) -> Provenance {
        let mut says = self.subject.says;
        says.findings.extend(self.apart);
        says
    }

    /// What `detector` says, by [`judge`].
    ///
    /// # Errors
    ///
    /// As [`judge`].
    pub fn judge(&self, detector: &Detector, effort: Effort, device_name: &str) -> Result<Report> {
        let mut report = judge(detector, &self.subject, effort, device_name)?;
        if let Some(apart) = &self.apart {
            let says = report.provenance.get_or_insert_default();
            says.findings.push(apart.clone());
        }
        Ok(report)
    }
}

/// The bytes of the file at `path`.
///
/// # Errors
///
/// A file that cannot be read or is over the limit of [`MAX_FILE_BYTES`].
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let bytes = std::fs::metadata(path).context("cannot be read")?.len();
    if bytes > MAX_FILE_BYTES {
        bail!(DecodeError::FileTooLarge { bytes });
    }
    std::fs::read(path).context("cannot be read")
}

/// What `detector` says of `subject`, on a device that is called `device_name`.
///
/// # Errors
///
/// A device that fails.
pub fn judge(
    detector: &Detector,
    subject: &Subject,
    effort: Effort,
    device_name: &str,
) -> Result<Report> {
    let analysis = without_maps(effort, device_name, |request| {
        pollster::block_on(detector.judge(subject, request))
    })?;
    Ok(analysis.report)
}

/// What `detector` says of copies of the picture of `subject`, on which `report` is; none of a file
/// without a picture, and of one that the detector does not judge.
///
/// # Errors
///
/// A device that fails.
pub fn stability(
    detector: &Detector,
    subject: &Subject,
    report: &Report,
    effort: Effort,
) -> Result<Option<Stability>> {
    let Some(picture) = subject
        .picture
        .as_ref()
        .ok()
        .filter(|_| report.score.is_some())
    else {
        return Ok(None);
    };
    let mut stability = Stability::of(report);
    let copies = Handling::ALL.par_iter().map(|&handling| {
        without_maps(effort, &report.device, |request| {
            pollster::block_on(detector.judge_copy(&picture.pixels, handling, request))
        })
    });
    stability.copies = copies.collect::<Result<_, DeviceError>>()?;
    Ok(Some(stability))
}

/// What `detector` says of the parts of the picture of `subject`; none of a file without a picture, and
/// of one that the detector does not judge in parts.
///
/// # Errors
///
/// A device that fails.
pub fn regions(detector: &Detector, subject: &Subject) -> Result<Option<Regions>> {
    let Ok(picture) = &subject.picture else {
        return Ok(None);
    };
    let judged = detector.judge_regions(picture, &subject.says, &|_, _| {});
    Ok(pollster::block_on(judged)?)
}

/// Asks for a judgement without maps.
fn without_maps<T>(effort: Effort, device_name: &str, ask: impl Fn(&Request<'_>) -> T) -> T {
    let started = Instant::now();
    ask(&Request {
        effort,
        explain: false,
        device_name,
        now_millis: &|| millis_since(started),
        progress: &|_| {},
    })
}

fn millis_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}

/// What a detector says of labelled pictures.
#[derive(Debug, Default)]
pub struct Judgements {
    /// The index of each readable picture in the list, with its report.
    pub reports: Vec<(usize, Report)>,
    /// Paths that gave no picture.
    pub unreadable: Vec<String>,
}

/// Asks `detector` about `items`, delivered as `tier` says.
///
/// # Errors
///
/// Data that cannot be read, a picture that cannot be delivered, and a device that fails.
pub fn judge_items(
    detector: &Detector,
    items: &[Item],
    tier: Tier,
    progress: &ProgressBar,
) -> Result<Judgements> {
    let judged: Vec<Option<Report>> = items
        .par_iter()
        .map(|item| {
            let report = judge_item(detector, item, tier);
            progress.inc(1);
            report.with_context(|| format!("{} as {tier}", item.path))
        })
        .collect::<Result<_>>()?;
    let mut judgements = Judgements::default();
    for (index, report) in judged.into_iter().enumerate() {
        match report {
            Some(report) => judgements.reports.push((index, report)),
            None => judgements.unreadable.push(items[index].path.clone()),
        }
    }
    Ok(judgements)
}

/// None for a file that gives no picture.
fn judge_item(detector: &Detector, item: &Item, tier: Tier) -> Result<Option<Report>> {
    let bytes = item.bytes()?;
    let subject = if tier == Tier::Clean {
        open(&item.path, &bytes)
    } else {
        let Ok(picture) = decode(&bytes) else {
            return Ok(None);
        };
        open(&item.path, &tier.file_of(picture.pixels)?)
    };
    if let Err(error) = &subject.picture {
        return if tier == Tier::Clean {
            Ok(None)
        } else {
            Err(anyhow!("{error}"))
        };
    }
    judge(detector, &subject, Effort::Thorough, "cpu").map(Some)
}
