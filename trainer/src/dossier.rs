//! What `predict` files, and the check of what was filed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use image::imageops;
use jiff::Timestamp;
use spectrafide_evidence::{
    DetectorSummary, Dossier, Export, Filing, Head, Program, Sha256, Thumbnail, Time, verify,
};
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::Subject;
use spectrafide_picture::jpeg::{Chroma, encode};
use spectrafide_report::Report;

use crate::measurement::judging::read_file;
use crate::whole_file;

/// JPEG quality of a thumbnail.
const THUMBNAIL_QUALITY: u8 = 80;

/// A dossier in the making.
pub struct Filer {
    dossier: Dossier,
    export: Export,
    path: PathBuf,
}

impl Filer {
    /// Begins a dossier of what `detector` says, for the file at `path`, whose name says its form.
    ///
    /// # Errors
    ///
    /// A name of no form, and a card that cannot be filed.
    pub fn begin(path: &Path, detector: &Detector) -> Result<Self> {
        let export = export_of(path)?;
        let card = detector.card();
        let mut head = Head::new(Program::this(), now()?);
        head.detectors.push(DetectorSummary {
            id: card.id.clone(),
            title: card.title.clone(),
            weights_sha256: Sha256::parse(&card.weights_sha256)?,
            thresholds: Some(card.thresholds),
            limits: card.limits.clone(),
        });
        Ok(Self {
            dossier: Dossier::new(&head)?,
            export,
            path: path.to_owned(),
        })
    }

    /// Files the `report` on the file at `path`, which was opened as `subject`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read again, and a dossier that is full.
    pub fn file(&mut self, path: &Path, subject: &Subject, report: &Report) -> Result<()> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let bytes = read_file(path).with_context(|| path.display().to_string())?;
        let filing = Filing {
            name: name.to_string_lossy().into_owned(),
            sha256: Sha256::of(&[&bytes]),
            bytes: bytes.len() as u64,
            checked_at: now()?,
            reports: vec![report.clone()],
            thumbnail: thumbnail(subject),
        };
        self.dossier
            .add(filing)
            .with_context(|| path.display().to_string())?;
        Ok(())
    }

    /// Writes the dossier, and says what its last link is.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn finish(self) -> Result<String> {
        let text = self.export.write(&self.dossier);
        whole_file::write(&self.path, text)?;
        Ok(format!(
            "{}: {} files, last link {}",
            self.path.display(),
            self.dossier.entries().len(),
            self.dossier.last_link()
        ))
    }
}

/// What is known of the dossier in the file at `path`, a sentence each.
///
/// # Errors
///
/// A file that cannot be read, is no dossier, or is not as it was exported.
pub fn checked(path: &Path) -> Result<Vec<String>> {
    let bytes =
        std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let text = String::from_utf8(bytes)
        .ok()
        .with_context(|| format!("{}: this is not text", path.display()))?;
    let verified = verify(&text).with_context(|| path.display().to_string())?;
    Ok(verified.english())
}

fn export_of(path: &Path) -> Result<Export> {
    let end = path.extension().and_then(|end| end.to_str());
    end.and_then(Export::of_end).with_context(|| {
        format!(
            "{}: a dossier is a `.html`, a `.jsonl` or a `.csv` file",
            path.display()
        )
    })
}

fn now() -> Result<Time> {
    Ok(Time::parse(&format!("{:.0}", Timestamp::now()))?)
}

/// A small JPEG of the picture, if there is one.
fn thumbnail(subject: &Subject) -> Option<Vec<u8>> {
    let pixels = &subject.picture.as_ref().ok()?.pixels;
    let (width, height) = Thumbnail::size(pixels.dimensions());
    let drawn = imageops::thumbnail(pixels, width, height);
    encode(&drawn, THUMBNAIL_QUALITY, Chroma::Half).ok()
}
