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

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_provenance::credentials::{Credentials, NotVerifiedReason, VerifiedBy};
    use spectrafide_provenance::{Provenance, What};
    use spectrafide_report::stability::{CopyVerdict, Handling, Stability};
    use spectrafide_report::{Score, Verdict};

    fn with(credentials: Credentials) -> Report {
        let mut provenance = Provenance::default();
        provenance.set_credentials(credentials);
        assert!(matches!(provenance.findings[0].what, What::Credentials(_)));
        Report {
            score: Some(Score::new(0.5)),
            provenance: Some(provenance),
            ..Report::default()
        }
    }

    #[test]
    fn credentials_count_as_verified_only_where_a_verifier_is_named() {
        let unverified = Credentials::not_verified(NotVerifiedReason::StructureOnly, Vec::new());
        let verified = Credentials {
            verified_by: Some(VerifiedBy {
                specification: "2.2".to_owned(),
                library: String::new(),
                trust_list_date: "2026-09-24".to_owned(),
                interim_list_date: None,
            }),
            ..Credentials::default()
        };
        for (credentials, expected) in [
            (unverified, Check::CredentialsNotVerified),
            (verified, Check::CredentialsVerified),
        ] {
            let checks = Check::of(&[with(credentials)]);
            let all = [
                Check::Judged,
                Check::FileRead,
                expected,
                Check::CopiesNotJudged,
            ];
            assert_eq!(checks, all);
        }
    }

    #[test]
    fn one_of_two_detectors_is_not_all_and_copies_count_when_one_was_judged() {
        let judged = with(Credentials::default());
        let silent = Report::default();
        let checks = Check::of(&[judged.clone(), silent]);
        assert_eq!(checks[0], Check::JudgedByOne);
        let mut copied = judged;
        let mut copy = CopyVerdict {
            handling: Handling::Crop,
            verdict: Verdict::CannotTell,
            score: None,
            reasons: Vec::new(),
            error: None,
        };
        for (score, expected) in [
            (None, Check::CopiesNotJudged),
            (Some(Score::new(0.4)), Check::CopiesJudged),
        ] {
            copy.score = score;
            copied.stability = Some(Stability {
                copies: vec![copy.clone()],
                ..Stability::of(&copied)
            });
            let checks = Check::of(std::slice::from_ref(&copied));
            assert_eq!(checks.last(), Some(&expected));
        }
    }
}
