//! What was checked of a file, and what was not.

use serde::{Deserialize, Serialize};
use spectrafide_report::Report;

/// Something that was checked of a file, or was not. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Every detector that was asked judged the pixels.
    Judged,
    /// One of two detectors did not judge them.
    JudgedByOne,
    /// No detector judged the pixels: out of scope, or an error.
    NotJudged,
    /// What the file says about itself was read.
    FileRead,
    /// It was not.
    FileNotRead,
    /// The file's Content Credentials were verified, whatever came of it.
    CredentialsVerified,
    /// They were not.
    CredentialsNotVerified,
    /// No Content Credentials were found in the file.
    NoCredentials,
    /// Copies of the picture were judged, too.
    CopiesJudged,
    /// They were not.
    CopiesNotJudged,
}

impl Check {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::Judged,
        Self::JudgedByOne,
        Self::NotJudged,
        Self::FileRead,
        Self::FileNotRead,
        Self::CredentialsVerified,
        Self::CredentialsNotVerified,
        Self::NoCredentials,
        Self::CopiesJudged,
        Self::CopiesNotJudged,
    ];

    /// What the reports of one file say was checked.
    pub fn of(reports: &[Report]) -> Vec<Self> {
        let judged = reports.iter().filter(|report| report.score.is_some());
        let by_pixels = match judged.count() {
            0 => Self::NotJudged,
            count if count == reports.len() => Self::Judged,
            _ => Self::JudgedByOne,
        };
        let mut checks = vec![by_pixels];
        match reports.iter().find_map(|report| report.provenance.as_ref()) {
            None => checks.push(Self::FileNotRead),
            Some(provenance) => checks.extend([
                Self::FileRead,
                match provenance.credentials() {
                    None => Self::NoCredentials,
                    Some(found) if found.verified_by.is_some() => Self::CredentialsVerified,
                    Some(_) => Self::CredentialsNotVerified,
                },
            ]),
        }
        let mut copies = reports
            .iter()
            .filter_map(|report| report.stability.as_ref());
        checks.push(if copies.any(|copies| copies.count() > 0) {
            Self::CopiesJudged
        } else {
            Self::CopiesNotJudged
        });
        checks
    }

    /// Whether it is something that was done.
    pub fn is_done(self) -> bool {
        matches!(
            self,
            Self::Judged | Self::FileRead | Self::CredentialsVerified | Self::CopiesJudged
        )
    }
}
