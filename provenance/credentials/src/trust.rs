//! Who may vouch for a signer, and what the verification may do.

use c2pa::settings::Settings;

/// Largest manifest store after decompression, which credentials of pictures stay far below.
const MAX_STORE_MIB: usize = 16;

/// Certificates of authorities, as PEM texts, and their day.
#[derive(Clone, Debug)]
pub struct TrustList {
    /// The authorities whose certificates make a signer trusted.
    pub signers: String,
    /// The authorities that are believed about the time of a signature, and about nothing else.
    pub time_stamps: String,
    /// The day of the lists, `YYYY-MM-DD`.
    pub date: String,
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
        }
    }

    /// What the `c2pa` crate is told.
    ///
    /// It knows no list for time stamps alone, but it does keep two lists apart: it says which of
    /// them vouched for a signer ([`VOUCHED_FOR_BY_SIGNERS`]), and takes the time from both. So
    /// the second list holds the authorities for time, and [`crate::state`] does not believe it
    /// about signers: authorities for time issue certificates for e-mail to anyone, which would
    /// otherwise be as good as those of the C2PA list.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::new();
        settings.trust.trust_anchors = Some(self.signers.clone());
        settings.trust.user_anchors = Some(self.time_stamps.clone());
        settings.verify.remote_manifest_fetch = false;
        settings.verify.ocsp_fetch = false;
        settings.core.allowed_network_hosts = Some(Vec::new());
        // Identity assertions name people by documents on servers; they are not part of C2PA.
        settings.core.decode_identity_assertions = false;
        settings.core.max_decompressed_manifest_size_in_mb = MAX_STORE_MIB;
        settings
    }
}

/// What the explanation of `signingCredential.trusted` contains when the first list vouched.
pub(crate) const VOUCHED_FOR_BY_SIGNERS: &str = "found in System trust anchors";

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
        for line in list.signers.lines().chain(list.time_stamps.lines()) {
            if line.starts_with("Subject") {
                let line = line.to_lowercase();
                assert!(!line.contains("test") && !line.contains("sample"), "{line}");
            }
        }
    }
}
