//! The states of Content Credentials in sentences.

use crate::credentials::{AbsentReason, BrokenReason, CredentialsState, NotVerifiedReason};

use super::validation::words_of;

impl CredentialsState {
    /// Why the credentials do not verify, were not verified or are absent, as a sentence; absent
    /// where they verify.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Trusted | Self::UnknownIssuer => None,
            Self::Broken { reason } => Some(reason.words()),
            Self::NotVerified { reason } => Some(reason.words()),
            Self::Absent { reason } => Some(reason.words().to_owned()),
        }
    }
}

impl BrokenReason {
    /// The reason as a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::CheckFailed {
                status,
                explanation,
                earlier,
            } => {
                let failure = match (words_of(status), explanation) {
                    (Some(words), _) => words.to_owned(),
                    (None, Some(explanation)) => format!("{status} ({explanation})."),
                    (None, None) => format!("{status}."),
                };
                if *earlier {
                    format!("In an earlier version of the picture: {failure}")
                } else {
                    failure
                }
            }
            Self::SignatureUnchecked => "The signature could not be checked.".to_owned(),
        }
    }
}

impl NotVerifiedReason {
    /// The reason as a sentence.
    pub fn words(&self) -> String {
        let sentence = match self {
            Self::StructureOnly => {
                "Only the structure of the manifest store was read. Its signatures were not \
                 checked."
            }
            Self::Damaged => "The manifest store is damaged.",
            Self::NoResult => "The credentials were read, but not verified.",
            Self::NoActiveManifest => "No manifest is about the picture as it is.",
            Self::Remote { address } => {
                return format!(
                    "The credentials are not in the file but at {address}, which was not asked: \
                     nothing leaves this device."
                );
            }
            Self::Prerelease => {
                "The credentials are of a version before 1.0, which cannot be verified any more."
            }
            Self::UnknownVersion => "The credentials are of a version that cannot be verified.",
            Self::SeveralStores => {
                "The file carries more than one set of credentials, which is not allowed."
            }
            Self::Circle => "The credentials name each other as earlier versions, in a circle.",
            Self::TooLarge => "The credentials are too large.",
            Self::Unreadable { error } => {
                return format!("The credentials could not be read ({error}).");
            }
            Self::VerifierFailed { error } => return error.clone(),
        };
        sentence.to_owned()
    }
}

impl AbsentReason {
    /// The reason as a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::OnServer => {
                "The manifest store is kept on a server, and was not fetched from there."
            }
            Self::Removed => {
                "The file names a manifest store, and does not have it: it was removed."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(status: &str, explanation: Option<&str>, earlier: bool) -> String {
        BrokenReason::CheckFailed {
            status: status.to_owned(),
            explanation: explanation.map(str::to_owned),
            earlier,
        }
        .words()
    }

    #[test]
    fn a_failed_check_is_told_by_its_code_first() {
        let changed = "The content was changed since it was signed.";
        assert_eq!(
            failed("assertion.dataHash.mismatch", Some("x"), false),
            changed
        );
        assert_eq!(
            failed("assertion.dataHash.mismatch", None, true),
            format!("In an earlier version of the picture: {changed}")
        );
        assert_eq!(
            failed("some.new.code", Some("why"), false),
            "some.new.code (why)."
        );
        assert_eq!(failed("some.new.code", None, false), "some.new.code.");
    }
}
