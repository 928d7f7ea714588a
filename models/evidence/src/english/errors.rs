//! What stops something from being filed, and what a verification found.

use crate::error::DossierError;
use crate::verify::{Form, PageState, Verified, VerifyError};

impl DossierError {
    /// A sentence for people.
    pub fn english(&self) -> String {
        match self {
            Self::Sha256 => "A SHA-256 is 64 small hexadecimal digits.".to_owned(),
            Self::Time { text } => {
                format!("“{text}” is not a time in UTC such as 2026-11-27T08:30:00Z.")
            }
            Self::Name { bytes: 0, .. } => "The file has no name.".to_owned(),
            Self::Name { bytes, limit } => {
                format!("The file's name has {bytes} bytes; {limit} are the most.")
            }
            Self::Reports { count, limit } => {
                format!("There are {count} reports of the file; 1 to {limit} are taken.")
            }
            Self::UnknownDetector { detector } => {
                format!("The detector “{detector}” is not in the head of the dossier.")
            }
            Self::ThumbnailFormat => "The small picture is neither PNG nor JPEG.".to_owned(),
            Self::ThumbnailSize { bytes, limit } => {
                format!("The small picture has {bytes} bytes; {limit} are the most.")
            }
            Self::Detectors { count, limit } => {
                format!("There are {count} detectors; {limit} are the most.")
            }
            Self::Title { bytes, limit } => {
                format!("A detector's title has {bytes} bytes; {limit} are the most.")
            }
            Self::Full {
                limit_bytes,
                limit_entries,
            } => format!(
                "The dossier is full: it holds {limit_entries} entries and {} MiB at most. Begin \
                 another one.",
                limit_bytes / (1024 * 1024)
            ),
            Self::Json { error } => format!("It cannot be written as JSON: {error}."),
            Self::LargeNumber { number } => {
                format!("The number {number} is larger than JSON holds everywhere.")
            }
            Self::Signature { field, bytes } => format!(
                "The field {field} of the signature is not {bytes} bytes in hexadecimal or base64url."
            ),
        }
    }
}

impl VerifyError {
    /// A sentence for people.
    pub fn english(&self) -> String {
        match self {
            Self::TooLarge { bytes, limit } => format!(
                "The file has {} MiB; {} MiB are the most that is checked.",
                bytes / (1024 * 1024),
                limit / (1024 * 1024)
            ),
            Self::NotADossier => "This is not a dossier: no record was found in it.".to_owned(),
            Self::Version { version, known } => format!(
                "The dossier is of version {version}; this program checks version {known}. A newer \
                 one may check it."
            ),
            Self::Line { line, problem } => {
                format!("Line {line} of the record cannot be read: {problem}.")
            }
            Self::HeadChanged => {
                "The head of the dossier was changed: who made it, when, with which \
                                  program or which detectors."
                    .to_owned()
            }
            Self::EntryChanged { number, name } => {
                format!("Entry {number}, “{name}”, was changed, or its link was.")
            }
            Self::EntryMissing { number } => format!("Entry {number} is missing."),
            Self::EntryMoved {
                number,
                place,
                name,
            } => format!("Entry {number}, “{name}”, was moved: it stands in place {place}."),
            Self::EntryAdded { place, name } => format!(
                "The entry in place {place}, “{name}”, was added: it is more than the dossier had."
            ),
            Self::EndMissing => "The record breaks off: its last line is missing.".to_owned(),
            Self::EndChanged { field } => {
                format!("The end of the record was changed: the field {field} does not fit.")
            }
            Self::BehindEnd { line } => {
                format!("Something was added behind the end of the record, in line {line}.")
            }
            Self::PageChanged => {
                "The page around the record was changed. The record itself fits.".to_owned()
            }
        }
    }
}

impl Verified {
    /// What was found, a sentence each. None says who made the dossier.
    pub fn english(&self) -> Vec<String> {
        let mut said = vec![match self.entries {
            0 => {
                "The record is as it was exported: its head fits, and it has no entries.".to_owned()
            }
            1 => "The record is as it was exported: its head and its entry fit.".to_owned(),
            count => {
                format!("The record is as it was exported: its head and all {count} entries fit.")
            }
        }];
        if let Form::Html { page } = self.form {
            said.push(page.english().to_owned());
        }
        said.push(match &self.signature {
            None => {
                "It carries no signature: whoever changed it and computed its chain anew could not \
                     be told apart from whoever made it. Compare the last link with one that you \
                     have from elsewhere."
                    .to_owned()
            }
            Some(signature) => format!(
                "It carries a signature for the key {}, which this check did not look at.",
                signature.public_key()
            ),
        });
        said.push(format!("Last link: {}", self.last_link));
        said
    }
}

impl PageState {
    /// What is known of the page around the record, as a sentence.
    pub fn english(self) -> &'static str {
        match self {
            Self::Same => "The page shows what the record holds.",
            Self::Other => {
                "The page around it is not the one that this program makes of the record: another \
                 version wrote it, or it was changed and its check sum with it. Go by the record."
            }
        }
    }
}
