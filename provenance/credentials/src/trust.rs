//! Who may vouch for a signer, and what the verification may do.

use c2pa::settings::Settings;
use c2pa::validation_status::{SIGNING_CREDENTIAL_TRUSTED, ValidationStatus};
use spectrafide_provenance::credentials::VerifiedBy;

/// Largest manifest store after decompression, which credentials of pictures stay far below.
const MAX_STORE_MIB: usize = 16;

/// The version of the C2PA's specification that the library says to implement.
pub const SPECIFICATION: &str = "2.2";

/// The month of `trust/interim-anchors.pem`.
const INTERIM_DATE: &str = "2025-08";

/// Certificates of authorities, as PEM texts, and their days.
#[derive(Clone, Debug)]
pub struct TrustList {
    /// The authorities whose certificates make a signer listed.
    pub signers: String,
    /// The authorities that are believed about the time of a signature, and about nothing else.
    pub time_stamps: String,
    /// The day of these lists, `YYYY-MM-DD`.
    pub date: String,
    /// The authorities of the older verify site, whose signers are told apart; may be empty.
    pub interim: String,
    /// The month of that list, `YYYY-MM`, which is all that is known of it.
    pub interim_date: String,
}

impl TrustList {
    /// The lists that are part of the program; `trust/README.md` says where they come from.
    pub fn bundled() -> Self {
        Self {
            signers: include_str!("../trust/C2PA-TRUST-LIST.pem").to_owned(),
            time_stamps: concat!(
                include_str!("../trust/C2PA-TSA-TRUST-LIST.pem"),
                "\n",
                include_str!("../trust/time-stamps-before-the-list.pem"),
            )
            .to_owned(),
            date: "2026-09-24".to_owned(),
            interim: include_str!("../trust/interim-anchors.pem").to_owned(),
            interim_date: INTERIM_DATE.to_owned(),
        }
    }

    /// What the `c2pa` crate is told.
    ///
    /// It knows no list for time stamps alone, but it does keep two lists apart: it says which of
    /// them vouched for a signer ([`List::that_vouches`]), and takes the time from both. So the
    /// second list holds the authorities for time and those of the older verify site, and
    /// [`crate::answers`] does not believe it about signers: authorities for time issue
    /// certificates for e-mail to anyone, which would otherwise be as good as those of the C2PA list.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.trust.trust_anchors = Some(self.signers.clone());
        settings.trust.user_anchors = Some(format!("{}\n{}", self.time_stamps, self.interim));
        settings.verify.remote_manifest_fetch = false;
        settings.verify.ocsp_fetch = false;
        settings.core.allowed_network_hosts = Some(Vec::new());
        // Certificates of identities are verified; accounts need a server, which the library
        // is built without.
        settings.core.decode_identity_assertions = true;
        settings.core.max_decompressed_manifest_size_in_mb = MAX_STORE_MIB;
        settings
    }

    /// The same with the older list in the place of the C2PA's, to ask that one alone.
    pub(crate) fn interim_settings(&self) -> Option<Settings> {
        if !self.interim.contains("BEGIN CERTIFICATE") {
            return None;
        }
        let mut settings = self.settings();
        settings.trust.trust_anchors = Some(self.interim.clone());
        settings.trust.user_anchors = Some(self.time_stamps.clone());
        settings.core.decode_identity_assertions = false;
        Some(settings)
    }

    pub(crate) fn verified_by(&self) -> VerifiedBy {
        let interim = self.interim_settings().is_some();
        VerifiedBy {
            specification: SPECIFICATION.to_owned(),
            library: format!("c2pa {}", c2pa::VERSION),
            trust_list_date: self.date.clone(),
            interim_list_date: interim.then(|| self.interim_date.clone()),
        }
    }
}

/// Which of the two lists vouches for a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// The list of signers.
    Signers,
    /// Authorities for time, or those of the older list.
    Others,
}

impl List {
    /// The list that a result names; the library has it in the explanation alone.
    pub(crate) fn that_vouches(status: &ValidationStatus) -> Option<Self> {
        if status.code() != SIGNING_CREDENTIAL_TRUSTED {
            return None;
        }
        let text = status.explanation().unwrap_or_default();
        Some(if text.contains("found in System trust anchors") {
            Self::Signers
        } else {
            Self::Others
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificates(pem: &str) -> usize {
        pem.matches("-----BEGIN CERTIFICATE-----").count()
    }

    #[test]
    fn the_bundled_lists_have_as_many_certificates_as_their_readme_was_written_for() {
        // Counted with grep in the files of the commits that trust/README.md names.
        let list = TrustList::bundled();
        assert_eq!(certificates(&list.signers), 30);
        assert_eq!(certificates(&list.time_stamps), 22 + 1);
        assert_eq!(certificates(&list.interim), 16);
    }

    #[test]
    fn nothing_is_ever_fetched() {
        let settings = TrustList::bundled().settings();
        assert!(!settings.verify.remote_manifest_fetch);
        assert!(!settings.verify.ocsp_fetch);
        assert_eq!(settings.core.allowed_network_hosts, Some(Vec::new()));
    }

    #[test]
    fn test_and_sample_certificates_are_on_no_list() {
        let list = TrustList::bundled();
        let lists = [&list.signers, &list.time_stamps, &list.interim];
        for line in lists.into_iter().flat_map(|list| list.lines()) {
            if line.starts_with("Subject") {
                let line = line.to_lowercase();
                assert!(!line.contains("test") && !line.contains("sample"), "{line}");
            }
        }
    }
}
