//! The dossier, and the chain over it.

use std::collections::HashMap;

use spectrafide_report::Report;

use crate::canonical::canonical;
use crate::check::Check;
use crate::digest::Sha256;
use crate::entry::{Entry, Filing, MAX_NAME_BYTES, MAX_REPORTS, Thumbnail};
use crate::error::DossierError;
use crate::head::{Head, Places};
use crate::signature::{Signature, message_to_sign};

/// Most bytes that a dossier holds, of canonical JSON and of thumbnails in base64.
pub const MAX_DOSSIER_BYTES: usize = 64 * 1024 * 1024;

/// Most entries of a dossier.
pub const MAX_ENTRIES: usize = 10_000;

/// Most detectors of a dossier, and longest title of one in bytes: each entry names one, so that a page
/// would grow with the product.
const MAX_DETECTORS: usize = 64;
const MAX_TITLE_BYTES: usize = 256;

/// What detectors said about many files, in order, with a chain of SHA-256 over it.
///
/// The first link is the SHA-256 of the head's canonical JSON. The link of each entry is the SHA-256
/// of the 32 bytes of the link before and, behind them, the entry's canonical JSON in UTF-8. See
/// [`canonical`](mod@crate::canonical) for that form.
///
/// ```
/// use spectrafide_evidence::{Dossier, Filing, Head, Program, Sha256, Time, verify};
/// use spectrafide_report::Report;
///
/// let program = Program {
///     name: "spectrafide".to_owned(),
///     version: "0.1.0".to_owned(),
/// };
/// let mut dossier = Dossier::new(&Head::new(program, Time::parse("2026-11-27T08:30:00Z")?))?;
/// dossier.add(Filing {
///     name: "mast.jpg".to_owned(),
///     sha256: Sha256::of(&[b"the file's bytes"]),
///     bytes: 16,
///     checked_at: Time::parse("2026-11-27T08:29:41Z")?,
///     reports: vec![Report::failed("The file is not a picture.")],
///     thumbnail: None,
/// })?;
///
/// let verified = verify(&dossier.html()).expect("nothing was changed");
/// assert_eq!(verified.last_link, dossier.last_link());
/// # Ok::<(), spectrafide_evidence::DossierError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dossier {
    head: Head,
    /// The head's canonical JSON.
    head_text: String,
    first_link: Sha256,
    entries: Vec<Linked>,
    /// The first entry of each file, by the file's SHA-256.
    first_of: HashMap<Sha256, u32>,
    bytes: usize,
    signature: Option<Signature>,
}

/// An entry with its link.
#[derive(Clone, Debug)]
pub(crate) struct Linked {
    pub entry: Entry,
    /// Its canonical JSON.
    pub text: String,
    pub link: Sha256,
}

/// The first link, over the head's canonical JSON.
pub(crate) fn first_link(head: &str) -> Sha256 {
    Sha256::of(&[head.as_bytes()])
}

/// The link of an entry, over the link before it and its canonical JSON.
pub(crate) fn next_link(before: Sha256, entry: &str) -> Sha256 {
    Sha256::of(&[before.bytes(), entry.as_bytes()])
}

impl Dossier {
    /// A dossier without entries.
    ///
    /// # Errors
    ///
    /// [`DossierError::Json`] and [`DossierError::LargeNumber`] for a head that cannot be written or
    /// not be read again; [`DossierError::Detectors`] and [`DossierError::Title`].
    pub fn new(head: &Head) -> Result<Self, DossierError> {
        let head_text = canonical(head)?;
        Self::with_head(head_text)
    }

    /// The same, by the head's canonical JSON.
    pub(crate) fn with_head(head_text: String) -> Result<Self, DossierError> {
        let head: Head = read_again(&head_text)?;
        if head.detectors.len() > MAX_DETECTORS {
            return Err(DossierError::Detectors {
                count: head.detectors.len(),
                limit: MAX_DETECTORS,
            });
        }
        let mut titles = head.detectors.iter().map(|one| one.title.len());
        if let Some(bytes) = titles.find(|bytes| *bytes > MAX_TITLE_BYTES) {
            return Err(DossierError::Title {
                bytes,
                limit: MAX_TITLE_BYTES,
            });
        }
        Ok(Self {
            head,
            first_link: first_link(&head_text),
            bytes: head_text.len(),
            head_text,
            entries: Vec::new(),
            first_of: HashMap::new(),
            signature: None,
        })
    }

    /// Files `filing` behind the others. A signature is taken off, since it is not about this entry.
    ///
    /// # Errors
    ///
    /// What [`DossierError`] names: a name, a thumbnail or a number of reports that is not taken, a
    /// detector that is not in the head, numbers that JSON does not hold, or a dossier that is full.
    /// The dossier then stays as it was.
    pub fn add(&mut self, filing: Filing) -> Result<&Entry, DossierError> {
        let count = filing.reports.len();
        if !(1..=MAX_REPORTS).contains(&count) {
            return Err(DossierError::Reports {
                count,
                limit: MAX_REPORTS,
            });
        }
        // A report of a failure may have no detector.
        let named = filing.reports.iter().map(|report| &report.detector);
        let mut unknown = named.filter(|id| !id.is_empty() && self.head.detector(id).is_none());
        if let Some(detector) = unknown.next() {
            return Err(DossierError::UnknownDetector {
                detector: detector.clone(),
            });
        }
        let thumbnail = filing.thumbnail.map(Thumbnail::new).transpose()?;
        let reports = filing.reports.into_iter();
        let reports: Vec<Report> = match self.head.places {
            Places::Hidden => reports.map(Report::without_location).collect(),
            Places::Kept => reports.collect(),
        };
        let entry = Entry {
            number: u32::try_from(self.entries.len().saturating_add(1)).unwrap_or(u32::MAX),
            same_as: self.first_of.get(&filing.sha256).copied(),
            name: filing.name,
            sha256: filing.sha256,
            bytes: filing.bytes,
            checked_at: filing.checked_at,
            checks: Check::of(&reports),
            reports,
            thumbnail,
        };
        let text = canonical(&entry)?;
        let data = entry.thumbnail.map(|thumbnail| thumbnail.data);
        self.take(text, data.unwrap_or_default())
    }

    /// Appends the entry of a canonical JSON, with the bytes of its thumbnail.
    pub(crate) fn take(&mut self, text: String, data: Vec<u8>) -> Result<&Entry, DossierError> {
        // What is shown is what was written, down to the last digit.
        let mut entry: Entry = read_again(&text)?;
        let name = entry.name.len();
        if !(1..=MAX_NAME_BYTES).contains(&name) {
            return Err(DossierError::Name {
                bytes: name,
                limit: MAX_NAME_BYTES,
            });
        }
        let in_base64 = data.len().div_ceil(3).saturating_mul(4);
        let more = text.len().saturating_add(in_base64);
        let is_full = self.bytes.saturating_add(more) > MAX_DOSSIER_BYTES;
        if is_full || self.entries.len() >= MAX_ENTRIES {
            return Err(DossierError::Full {
                limit_bytes: MAX_DOSSIER_BYTES,
                limit_entries: MAX_ENTRIES,
            });
        }
        if let Some(thumbnail) = &mut entry.thumbnail {
            thumbnail.data = data;
        }
        self.bytes = self.bytes.saturating_add(more);
        self.first_of.entry(entry.sha256).or_insert(entry.number);
        self.signature = None;
        let link = next_link(self.last_link(), &text);
        let index = self.entries.len();
        self.entries.push(Linked { entry, text, link });
        Ok(&self.entries[index].entry)
    }

    /// What stands at its head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter().map(|linked| &linked.entry)
    }

    pub(crate) fn linked(&self) -> &[Linked] {
        &self.entries
    }

    pub(crate) fn head_text(&self) -> &str {
        &self.head_text
    }

    pub(crate) fn first_link(&self) -> Sha256 {
        self.first_link
    }

    /// The link that stands for all of it: of the last entry, or of the head where there is none.
    pub fn last_link(&self) -> Sha256 {
        self.entries
            .last()
            .map_or(self.first_link, |linked| linked.link)
    }

    /// The message whose signature [`Dossier::set_signature`] takes.
    pub fn message_to_sign(&self) -> Vec<u8> {
        message_to_sign(self.last_link())
    }

    /// Puts a signature of [`Dossier::message_to_sign`] under it. Whether it is good is not looked at.
    pub fn set_signature(&mut self, signature: Option<Signature>) {
        self.signature = signature;
    }

    /// The signature, until another entry is added.
    pub fn signature(&self) -> Option<&Signature> {
        self.signature.as_ref()
    }

    /// A dossier of one entry alone, with the same head and a chain of its own; none where there is no
    /// entry of this number. Whether other entries are the same file is no longer told.
    pub fn alone(&self, number: u32) -> Option<Self> {
        let entry = self.entries().find(|entry| entry.number == number)?;
        let mut alone = Self::with_head(self.head_text.clone()).ok()?;
        alone
            .add(Filing {
                name: entry.name.clone(),
                sha256: entry.sha256,
                bytes: entry.bytes,
                checked_at: entry.checked_at.clone(),
                reports: entry.reports.clone(),
                thumbnail: entry.thumbnail.as_ref().map(|one| one.data.clone()),
            })
            .ok()?;
        Some(alone)
    }
}

fn read_again<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DossierError> {
    serde_json::from_str(text).map_err(|error| DossierError::Json {
        error: error.to_string(),
    })
}
