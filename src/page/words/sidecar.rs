//! Manifest stores in files of their own.

use spectrafide_provenance::sidecar::MAX_BYTES;

use crate::page::sidecars::Sidecar;

const MIB: u64 = 1 << 20;

/// Why a sidecar is not used.
pub fn spare(sidecar: &Sidecar) -> String {
    let Sidecar { name, bytes } = sidecar;
    if sidecar.is_too_large() {
        format!(
            "{name} has {} MB and is not read; the limit is {} MB.",
            bytes.div_ceil(MIB),
            MAX_BYTES / MIB
        )
    } else {
        format!(
            "{name} holds Content Credentials for a picture, and it is not clear for which. Add its \
             picture, or show it and use them for it."
        )
    }
}

/// What offers a sidecar to the picture that is shown.
pub fn offer(picture: &str) -> String {
    format!("Use for {picture}")
}

/// That a picture is judged with what lies beside it.
pub fn beside(sidecar: &Sidecar) -> String {
    format!("Read with {}, which lies beside it.", sidecar.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sidecar_that_is_too_large_is_named_with_the_limit() {
        let large = Sidecar {
            name: "photo.c2pa".to_owned(),
            bytes: MAX_BYTES + 1,
        };
        assert_eq!(
            spare(&large),
            "photo.c2pa has 51 MB and is not read; the limit is 50 MB."
        );
    }

    #[test]
    fn a_sidecar_without_a_picture_says_what_can_be_done() {
        let small = Sidecar {
            name: "photo.c2pa".to_owned(),
            bytes: 1,
        };
        let words = spare(&small);
        assert!(
            words.contains("photo.c2pa") && words.contains("Add its picture"),
            "{words}"
        );
    }
}
