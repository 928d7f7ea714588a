//! What `predict` files, and the check of what was filed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use image::imageops;
use jiff::Timestamp;
use spectrafide_evidence::{DetectorSummary, Dossier, Filing, Head, Program, Sha256, Time, verify};
use spectrafide_models::detector::Detector;
use spectrafide_models::judge::Subject;
use spectrafide_picture::jpeg::{Chroma, encode};
use spectrafide_report::Report;

use crate::measurement::judging::read_file;
use crate::whole_file;

/// Longest side of a thumbnail, in pixels.
const THUMBNAIL_PX: u32 = 240;
/// JPEG quality of a thumbnail.
const THUMBNAIL_QUALITY: u8 = 80;

/// The forms of a dossier, by the end of the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Csv,
    Jsonl,
    Html,
}

impl Form {
    fn of(path: &Path) -> Result<Self> {
        let end = path.extension().and_then(|end| end.to_str());
        Ok(match end.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("jsonl") => Self::Jsonl,
            Some("html") => Self::Html,
            _ => bail!(
                "{}: a dossier is a `.html`, a `.jsonl` or a `.csv` file",
                path.display()
            ),
        })
    }
}

/// A dossier in the making.
pub struct Filer {
    dossier: Dossier,
    form: Form,
    path: PathBuf,
}

impl Filer {
    /// Begins a dossier of what `detector` says, for the file at `path`, whose name says its form.
    ///
    /// # Errors
    ///
    /// A name of no form, and a card that cannot be filed.
    pub fn begin(path: &Path, detector: &Detector) -> Result<Self> {
        let form = Form::of(path)?;
        let card = detector.card();
        let program = Program {
            name: "spectrafide".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let mut head = Head::new(program, now()?);
        head.detectors.push(DetectorSummary {
            id: card.id.clone(),
            title: card.title.clone(),
            weights_sha256: Sha256::parse(&card.weights_sha256)?,
            thresholds: Some(card.thresholds),
            limits: card.limits.clone(),
        });
        Ok(Self {
            dossier: Dossier::new(&head)?,
            form,
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
        let text = match self.form {
            Form::Csv => self.dossier.csv(),
            Form::Jsonl => self.dossier.jsonl(),
            Form::Html => self.dossier.html(),
        };
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
    let mut said = verified.english();
    said.push(format!("Last link: {}", verified.last_link));
    Ok(said)
}

fn now() -> Result<Time> {
    Ok(Time::parse(&format!("{:.0}", Timestamp::now()))?)
}

/// A small JPEG of the picture, if there is one.
fn thumbnail(subject: &Subject) -> Option<Vec<u8>> {
    let pixels = &subject.picture.as_ref().ok()?.pixels;
    let longest = pixels.width().max(pixels.height());
    let small = |length: u32| {
        let length = u64::from(length) * u64::from(THUMBNAIL_PX.min(longest));
        (length / u64::from(longest.max(1))).max(1) as u32
    };
    let (width, height) = (small(pixels.width()), small(pixels.height()));
    let drawn = imageops::thumbnail(pixels, width, height);
    encode(&drawn, THUMBNAIL_QUALITY, Chroma::Half).ok()
}
