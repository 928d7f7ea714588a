//! Validation codes in sentences.
//!
//! Source of the codes: C2PA Technical Specification 2.2, section 15.2.2,
//! <https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html#_standard_status_codes>.

use crate::credentials::Status;

/// A signer's store may have been put into a file that it never was in.
pub(super) const OTHER_CONTENT: &str = "The content is not the one that was signed: it was changed since, or the \
                             credentials are those of another file.";

/// Codes with what they mean, in the order of the specification.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("claimSignature.validated", "The signature belongs to the manifest."),
    ("claimSignature.insideValidity", "It was signed while the certificate was valid."),
    ("signingCredential.trusted", "An authority vouches for the signer's certificate."),
    ("signingCredential.ocsp.notRevoked", "The certificate was not revoked."),
    ("timeOfSigning.insideValidity", "The stated time of signing is one when the certificate was valid."),
    ("timeStamp.trusted", "An authority vouches for who signed the time."),
    ("timeStamp.validated", "The time of the signature verifies."),
    ("assertion.hashedURI.match", "A statement is the one that was signed."),
    ("assertion.dataHash.match", "The content is the one that was signed."),
    ("assertion.dataHash.additionalExclusionsPresent", "Parts of the file besides the manifest are not covered by the signature."),
    ("assertion.bmffHash.match", "The content is the one that was signed."),
    ("assertion.boxesHash.match", "The content is the one that was signed."),
    ("assertion.collectionHash.match", "The files are those that were signed."),
    ("assertion.accessible", "A statement that is kept elsewhere could be read."),
    ("ingredient.manifest.validated", "An ingredient's manifest is the one that was signed."),
    ("ingredient.claimSignature.validated", "An ingredient's signature belongs to its manifest."),
    ("signingCredential.untrusted", "Nobody on the trust list vouches for the signer."),
    ("signingCredential.invalid", "The certificate is not of a kind that may sign pictures."),
    ("signingCredential.ocsp.revoked", "The certificate was revoked."),
    ("signingCredential.ocsp.skipped", "Whether the certificate was revoked was not checked."),
    ("signingCredential.ocsp.inaccessible", "Whether the certificate was revoked could not be checked."),
    ("signingCredential.ocsp.unknown", "Whether the certificate was revoked is not known."),
    ("signingCredential.expired", "The certificate was not valid when the picture was signed, or no trusted time says when that was."),
    ("timeStamp.mismatch", "The time belongs to another signature."),
    ("timeStamp.malformed", "The time of the signature is damaged."),
    ("timeStamp.outsideValidity", "The time was signed with a certificate that was not valid."),
    ("timeStamp.untrusted", "Nobody on the trust list vouches for who signed the time."),
    ("claim.missing", "The statement that is signed is missing."),
    ("claim.multiple", "There is more than one statement to be signed."),
    ("claim.malformed", "The statement that is signed is damaged."),
    ("claim.cbor.invalid", "The statement that is signed is damaged."),
    ("claim.required.missing", "The statement that is signed lacks a required part."),
    ("claim.hardBindings.missing", "Nothing binds the manifest to the picture."),
    ("claimSignature.missing", "The signature is missing."),
    ("claimSignature.mismatch", "The signature does not belong to the manifest: what is stated is not what was signed."),
    ("claimSignature.outsideValidity", "It was signed while the certificate was not valid."),
    ("hashedURI.missing", "A part that is referred to is missing."),
    ("hashedURI.mismatch", "A part that is referred to was changed since."),
    ("manifest.inaccessible", "A manifest that is referred to could not be read."),
    ("manifest.multipleParents", "There is more than one earlier version of the picture."),
    ("manifest.update.invalid", "An update changes what updates must not change."),
    ("manifest.update.wrongParents", "An update does not name the manifest that it updates."),
    ("manifest.compressed.invalid", "A compressed manifest is damaged."),
    ("manifest.unreferenced", "A manifest is in the file that no other one refers to."),
    ("ingredient.hashedURI.mismatch", "An ingredient was changed since."),
    ("ingredient.unknownProvenance", "An ingredient has no manifest of its own."),
    ("ingredient.manifest.mismatch", "An ingredient's manifest was changed since."),
    ("ingredient.manifest.missing", "An ingredient's manifest is missing."),
    ("assertion.missing", "A statement is missing."),
    ("assertion.multipleHardBindings", "More than one statement binds the manifest to the picture."),
    ("assertion.undeclared", "A statement is in the file that was not signed."),
    ("assertion.inaccessible", "A statement that is kept elsewhere could not be read."),
    ("assertion.hashedURI.mismatch", "A statement was changed since it was signed."),
    ("assertion.dataHash.mismatch", OTHER_CONTENT),
    ("assertion.bmffHash.mismatch", OTHER_CONTENT),
    ("assertion.boxesHash.mismatch", OTHER_CONTENT),
    ("assertion.collectionHash.mismatch", OTHER_CONTENT),
    ("assertion.action.malformed", "A record of what was done is damaged or incomplete."),
    ("assertion.action.ingredientMismatch", "A record of what was done names an ingredient that is not there."),
    ("assertion.ingredient.malformed", "A record of an ingredient is damaged or incomplete."),
    ("assertion.cbor.invalid", "A statement is damaged."),
    ("assertion.json.invalid", "A statement is damaged."),
    ("ingredient.claimSignature.missing", "An ingredient's signature is missing."),
    ("ingredient.claimSignature.mismatch", "An ingredient's signature does not belong to its manifest."),
    ("general.error", "The credentials could not be checked."),
    ("algorithm.unsupported", "A cryptographic algorithm is used that is not allowed."),
    ("algorithm.deprecated", "A cryptographic algorithm is used that is out of date."),
];

impl Status {
    /// What the code means, as a sentence, or else what the verifier says; absent where neither is
    /// known.
    pub fn words(&self) -> Option<&str> {
        words_of(&self.code).or(self.explanation.as_deref())
    }
}

/// What a code means; absent for codes that are not in the table.
pub(super) fn words_of(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_sentence() {
        let codes: BTreeSet<_> = CODES.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), CODES.len(), "a code is in the table twice");
        for (code, words) in CODES {
            assert!(words.ends_with('.'), "{code}: {words}");
        }
    }

    #[test]
    fn a_code_without_words_has_the_verifiers() {
        let status = |explanation: Option<&str>| Status {
            code: "some.new.code".to_owned(),
            outcome: crate::credentials::Outcome::Remark,
            explanation: explanation.map(str::to_owned),
        };
        assert_eq!(status(None).words(), None);
        assert_eq!(status(Some("new")).words(), Some("new"));
    }
}
