//! A signature over the last link, made and verified by the caller.

use data_encoding::{BASE64URL, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Serialize};

use crate::digest::Sha256;
use crate::error::DossierError;

/// What stands before the last link in the message that is signed, so that a signature for a dossier
/// is one for nothing else.
pub const MESSAGE_PREFIX: &str = "spectrafide-dossier-1:";

/// The message to sign for a dossier whose last link is `last_link`: [`MESSAGE_PREFIX`] and its 64
/// small hexadecimal digits, in ASCII.
pub fn message_to_sign(last_link: Sha256) -> Vec<u8> {
    format!("{MESSAGE_PREFIX}{last_link}").into_bytes()
}

/// The algorithms of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RFC 8032, as `WebCrypto` has it.
    Ed25519,
}

impl Algorithm {
    /// Its name, in JSON and for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
        }
    }
}

/// A signature with its public key, as hexadecimal text. Nothing in this crate says whether it is
/// good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", deny_unknown_fields)]
pub struct Signature {
    algorithm: Algorithm,
    public_key: String,
    #[serde(rename = "signature")]
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    algorithm: Algorithm,
    public_key: String,
    #[serde(rename = "signature")]
    value: String,
}

impl TryFrom<Unchecked> for Signature {
    type Error = DossierError;

    fn try_from(found: Unchecked) -> Result<Self, DossierError> {
        match found.algorithm {
            Algorithm::Ed25519 => Self::ed25519(&found.public_key, &found.value),
        }
    }
}

impl Signature {
    /// Bytes of a public key.
    pub const PUBLIC_KEY_BYTES: usize = 32;
    /// Bytes of a signature.
    pub const SIGNATURE_BYTES: usize = 64;

    /// An Ed25519 signature of [`message_to_sign`]; both as hexadecimal or base64url text.
    ///
    /// # Errors
    ///
    /// [`DossierError::Signature`] where one of them is neither, or not of its length.
    pub fn ed25519(public_key: &str, signature: &str) -> Result<Self, DossierError> {
        Ok(Self {
            algorithm: Algorithm::Ed25519,
            public_key: hex(public_key, "public_key", Self::PUBLIC_KEY_BYTES)?,
            value: hex(signature, "signature", Self::SIGNATURE_BYTES)?,
        })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public key, 64 small hexadecimal digits.
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The signature, 128 small hexadecimal digits.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// The hexadecimal form of `length` bytes. Which of the two forms `text` has shows in its length.
fn hex(text: &str, field: &'static str, length: usize) -> Result<String, DossierError> {
    let encoding = if text.len() == length.saturating_mul(2) {
        HEXLOWER_PERMISSIVE
    } else if text.ends_with('=') {
        BASE64URL
    } else {
        BASE64URL_NOPAD
    };
    let bytes = encoding.decode(text.as_bytes()).ok();
    bytes
        .filter(|bytes| bytes.len() == length)
        .map(|bytes| data_encoding::HEXLOWER.encode(&bytes))
        .ok_or(DossierError::Signature {
            field,
            bytes: length,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_and_base64url_are_the_same_bytes() {
        let (key, signature) = ([0xfb_u8; 32], [0xef_u8; 64]);
        let hex = Signature::ed25519(&"FB".repeat(32), &"ef".repeat(64)).unwrap();
        let url = Signature::ed25519(&BASE64URL_NOPAD.encode(&key), &BASE64URL.encode(&signature));
        assert_eq!(url.unwrap(), hex);
        assert_eq!(hex.public_key(), "fb".repeat(32));
    }

    #[test]
    fn other_lengths_and_other_letters_are_refused_by_name() {
        let (key, signature) = ("00".repeat(32), "00".repeat(64));
        for (key, signature, field) in [
            ("00".repeat(31), signature.clone(), "public_key"),
            ("zz".repeat(32), signature.clone(), "public_key"),
            (String::new(), signature, "public_key"),
            (key.clone(), "00".repeat(32), "signature"),
            (key, "é".repeat(64), "signature"),
        ] {
            let error = Signature::ed25519(&key, &signature).unwrap_err();
            assert!(
                matches!(error, DossierError::Signature { field: found, .. } if found == field),
                "{error}"
            );
        }
    }
}
