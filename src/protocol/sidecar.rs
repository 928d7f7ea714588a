//! A manifest store in a file of its own, beside the picture.

use spectrafide_provenance::Credentials;
use spectrafide_provenance::finding::{Field, Finding, Place, Trust, What};

/// Largest store beside a picture, in bytes: as large as a picture may be.
pub const MAX_SIDECAR_BYTES: u64 = 50 * 1024 * 1024;

/// The container of a finding that stands in such a file and not in the picture's.
pub const SIDECAR_CONTAINER: &str = "C2PA sidecar";

/// The field with the file's name.
const NAME: &str = "File name";

/// What the store of `length_bytes` in the file `name` says about the picture beside it.
pub fn sidecar_finding(name: &str, length_bytes: u64, credentials: Credentials) -> Finding {
    Finding {
        what: What::Credentials(credentials),
        place: Place {
            container: SIDECAR_CONTAINER.to_owned(),
            offset_bytes: 0,
            length_bytes,
        },
        trust: Trust::Credentials,
        raw: vec![Field::new(NAME, name)],
    }
}

/// The name of the file beside the picture in which `finding` stands; none where it stands in the
/// picture's own.
pub fn sidecar_of(finding: &Finding) -> Option<&str> {
    let fields = finding.raw.iter();
    let mut names = fields.filter(|field| field.name == NAME);
    let name = names.next().map(|field| field.value.as_str());
    name.filter(|_| finding.place.container == SIDECAR_CONTAINER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_beside_the_picture_names_its_file() {
        let finding = sidecar_finding("photo.c2pa", 7, Credentials::default());
        assert_eq!(sidecar_of(&finding), Some("photo.c2pa"));
        let inside = Finding {
            place: Place::default(),
            ..finding
        };
        assert_eq!(sidecar_of(&inside), None);
    }

    #[cfg(feature = "worker")]
    #[test]
    fn a_store_may_be_as_large_as_a_picture() {
        use spectrafide_picture::decode::MAX_FILE_BYTES;
        assert_eq!(MAX_SIDECAR_BYTES, MAX_FILE_BYTES);
    }
}
