//! Credentials in a file beside the picture, in one sentence.

use crate::credentials::{Answers, Credentials, Question};

impl Credentials {
    /// [`headline`](Self::headline) for credentials that stand in the file `name` beside the picture,
    /// which may be beside the wrong one.
    ///
    /// ```
    /// use spectrafide_provenance::credentials::{Credentials, NotVerifiedReason};
    ///
    /// let reason = NotVerifiedReason::SeveralStores;
    /// let credentials = Credentials::not_verified(reason, Vec::new());
    /// assert_eq!(
    ///     credentials.headline_beside("photo.c2pa"),
    ///     "photo.c2pa lies beside this picture, and was not verified."
    /// );
    /// ```
    pub fn headline_beside(&self, name: &str) -> String {
        if self.unanswered.is_some() {
            return format!("{name} lies beside this picture, and was not verified.");
        }
        if is_about_other_bytes(&self.answers) {
            return format!(
                "{name} does not fit this picture: it belongs to another one, or this one was \
                 changed after it was signed."
            );
        }
        self.headline().replacen("This file", name, 1)
    }
}

/// Whether the bytes of the picture are why something is called changed.
fn is_about_other_bytes(answers: &Answers) -> bool {
    const CODES: [&str; 4] = [
        "assertion.dataHash.mismatch",
        "assertion.bmffHash.mismatch",
        "assertion.boxesHash.mismatch",
        "assertion.collectionHash.mismatch",
    ];
    let mut failed = answers.failures(Question::Hash);
    failed.any(|code| CODES.contains(&code))
}
