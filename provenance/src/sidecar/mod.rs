//! A manifest store in a file of its own, of the type `.c2pa`, beside the picture.
//!
//! Whoever opens pictures asks [`pair`] which one a store lies beside, has it verified against that
//! picture, and puts what is [`Said`] among the picture's findings.

mod pairing;

pub use pairing::{Drop, is_sidecar, pair};

use crate::credentials::{Answer, Credentials};
use crate::finding::{Field, Finding, Place, Trust, What};

/// Largest store beside a picture, in bytes: as large as a picture may be.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// The container of a finding that stands in such a file and not in the picture's.
pub const CONTAINER: &str = "C2PA sidecar";

/// The field with the file's name.
const NAME: &str = "File name";

/// What the store beside a picture says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// As a finding, whose place is the store's file.
    pub finding: Finding,
    /// Whether it is about this picture: only then does it count for a verdict. A store that does
    /// not fit may as well have been laid beside the wrong picture.
    pub fits: bool,
}

impl Said {
    /// What the `credentials` say that are the store of `length_bytes` in the file `name`.
    pub fn of(name: &str, length_bytes: u64, credentials: Credentials) -> Self {
        let finding = Finding {
            what: What::Credentials(credentials),
            place: Place {
                container: CONTAINER.to_owned(),
                offset_bytes: 0,
                length_bytes,
            },
            trust: Trust::Credentials,
            raw: vec![Field::new(NAME, name)],
        };
        Self {
            fits: counts(&finding),
            finding,
        }
    }
}

/// The name of the file beside the picture in which `finding` stands; none where it stands in the
/// picture's own.
pub fn name_in(finding: &Finding) -> Option<&str> {
    let fields = finding.raw.iter();
    let mut names = fields.filter(|field| field.name == NAME);
    let name = names.next().map(|field| field.value.as_str());
    name.filter(|_| finding.place.container == CONTAINER)
}

/// Whether what `finding` says is about the picture: all but a store beside it that does not fit.
pub(crate) fn counts(finding: &Finding) -> bool {
    match &finding.what {
        What::Credentials(credentials) if finding.place.container == CONTAINER => {
            credentials.answers.hash == Answer::Good
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Answers;
    use crate::finding::Provenance;

    #[test]
    fn a_finding_beside_the_picture_names_its_file() {
        let said = Said::of("photo.c2pa", 7, Credentials::default());
        assert_eq!(name_in(&said.finding), Some("photo.c2pa"));
        let inside = Finding {
            place: Place::default(),
            ..said.finding
        };
        assert_eq!(name_in(&inside), None);
    }

    #[test]
    fn only_a_store_about_these_bytes_fits() {
        for hash in [Answer::Good, Answer::Bad, Answer::Unknown, Answer::None] {
            let answers = Answers {
                hash,
                ..Answers::default()
            };
            let credentials = Credentials {
                answers,
                ..Credentials::default()
            };
            let said = Said::of("photo.c2pa", 7, credentials);
            assert_eq!(said.fits, hash == Answer::Good, "{hash:?}");
            let findings = vec![said.finding];
            let summary = Provenance { findings }.summary();
            let told = if said.fits { hash } else { Answer::None };
            assert_eq!(summary.credentials.hash, told, "{hash:?}");
        }
    }
}
