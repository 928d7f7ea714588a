//! Why questions about a manifest store are open.
//!
//! In JSON a reason is an object with its `code` and what the variant names. The sentences are in
//! [`Unanswered::words`].

use serde::{Deserialize, Serialize};

/// Why the questions about a manifest store have no answer.
///
/// ```
/// use spectrafide_provenance::credentials::{NotVerifiedReason, Unanswered};
///
/// let unanswered = Unanswered::NotVerified {
///     reason: NotVerifiedReason::Circle,
/// };
/// assert_eq!(
///     serde_json::to_string(&unanswered)?,
///     r#"{"not_verified":{"reason":{"code":"circle"}}}"#
/// );
/// assert_eq!(
///     unanswered.words(),
///     "The credentials name each other as earlier versions, in a circle."
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// There is a store, and it was not verified: at most its structure was read.
    NotVerified {
        /// Why.
        reason: NotVerifiedReason,
    },
    /// The file names a store that it does not carry.
    Absent {
        /// Why not.
        reason: AbsentReason,
    },
}

/// Why a manifest store was not verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotVerifiedReason {
    /// Nobody tried: only the structure was read.
    StructureOnly,
    /// The structure is damaged.
    Damaged,
    /// It was read, and the verifier gave no result.
    NoResult,
    /// No manifest is about the picture as it is.
    NoActiveManifest,
    /// Of a version before 1.0.
    Prerelease,
    /// Of a version that the verifier does not know.
    UnknownVersion,
    /// The file carries more than one store.
    SeveralStores,
    /// Manifests name each other as earlier versions.
    Circle,
    /// Larger than is read.
    TooLarge,
    /// The verifier refuses it for another reason.
    Unreadable {
        /// What the verifier says.
        error: String,
    },
    /// The verifier itself failed or could not be loaded.
    VerifierFailed {
        /// Why, as a sentence of whoever called it.
        error: String,
    },
}

/// Why a manifest store that a file names is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AbsentReason {
    /// It is kept on a server, and was not fetched from there.
    OnServer {
        /// The server's name, such as `example.org`.
        host: String,
    },
    /// It should be in the file, and is not.
    Removed,
}

impl AbsentReason {
    /// What an address tells that the file gives for its store: a server, or the file itself.
    pub fn of_address(address: &str) -> Self {
        let lower = address.trim().to_ascii_lowercase();
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| lower.strip_prefix(scheme));
        let Some(rest) = rest else {
            return Self::Removed;
        };
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let shown = |c: &char| c.is_ascii_alphanumeric() || ".-_:[]".contains(*c);
        Self::OnServer {
            host: host.chars().filter(shown).take(253).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_would_be_asked_and_nothing_else() {
        for (address, host) in [
            (
                "https://cai-manifests.adobe.com/manifests/urn-c2pa",
                "cai-manifests.adobe.com",
            ),
            ("HTTP://Example.ORG:8080?x", "example.org:8080"),
            ("https://trusted.example@evil.example/a", "evil.example"),
            ("https://evil.example\\@trusted.example/", "evil.example"),
            ("https://a\u{202e}b.example/", "ab.example"),
        ] {
            let expected = AbsentReason::OnServer {
                host: host.to_owned(),
            };
            assert_eq!(AbsentReason::of_address(address), expected, "{address}");
        }
        let inside = AbsentReason::of_address("self#jumbf=/c2pa/urn:c2pa:1");
        assert_eq!(inside, AbsentReason::Removed);
    }
}
