//! A dossier as lines of JSON.
//!
//! ```text
//! {"head":HEAD,"link":"…"}
//! {"entry":ENTRY,"link":"…"}          one for each file
//! {"end":{"entries":N,"link":"…","signature":{"algorithm":"Ed25519","public_key":"…","signature":"…"}}}
//! ```
//!
//! Each line is canonical JSON and ends with a line feed. `HEAD` and `ENTRY` are the very bytes that
//! the links are over. The link of `end` is the last one; `signature` is absent where nobody signed.

use serde::{Deserialize, Serialize};

use crate::digest::Sha256;
use crate::dossier::Dossier;
use crate::signature::Signature;

/// What the first line begins with.
pub(crate) const HEAD: &str = "{\"head\":";
/// What the line of an entry begins with.
pub(crate) const ENTRY: &str = "{\"entry\":";
/// What the last line begins with.
pub(crate) const END: &str = "{\"end\":";
/// What stands between a value and its link.
pub(crate) const LINK: &str = ",\"link\":\"";
/// What stands behind a link.
pub(crate) const CLOSE: &str = "\"}";

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndLine {
    pub end: End,
}

/// How many entries there are, and the link over all.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct End {
    pub entries: u32,
    pub link: Sha256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

impl Dossier {
    /// The dossier as lines of JSON: the head, an entry a line, and the end with the last link and the
    /// signature, if there is one. [`verify`](crate::verify) reads it. Thumbnails are named by their
    /// SHA-256 alone.
    pub fn jsonl(&self) -> String {
        let line = |start, text: &str, link| format!("{start}{text}{LINK}{link}{CLOSE}\n");
        let head = line(HEAD, self.head_text(), self.first_link());
        let entries = self.linked().iter();
        let entries: String = entries
            .map(|linked| line(ENTRY, &linked.text, linked.link))
            .collect();
        let signature = self.signature().map_or_else(String::new, |signature| {
            format!(
                ",\"signature\":{{\"algorithm\":\"{}\",\"public_key\":\"{}\",\"signature\":\"{}\"}}",
                signature.algorithm().name(),
                signature.public_key(),
                signature.value()
            )
        });
        let (count, last_link) = (self.linked().len(), self.last_link());
        let end = format!("{END}{{\"entries\":{count}{LINK}{last_link}\"{signature}}}}}\n");
        format!("{head}{entries}{end}")
    }
}
