//! Why questions about Content Credentials are open, in sentences.

use crate::credentials::{AbsentReason, NotVerifiedReason, Unanswered};

impl Unanswered {
    /// The reason as a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::NotVerified { reason } => reason.words(),
            Self::Absent { reason } => reason.words(),
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
    pub fn words(&self) -> String {
        match self {
            Self::OnServer { host } if host.is_empty() => {
                "The manifest store is kept on a server, and was not fetched from there.".to_owned()
            }
            Self::OnServer { host } => format!(
                "The manifest store is kept on a server, {host}, and was not fetched from there."
            ),
            Self::Removed => {
                "The file names credentials that are not in it: they were removed, or the file that they \
                 were in was saved anew without them."
                    .to_owned()
            }
        }
    }
}
