//! All findings of a file.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, Finding, Place, Trust, What};
use crate::credentials::{Credentials, NotVerifiedReason, Unanswered, pass_on};

/// What stands for a value that is not shown.
const HIDDEN: &str = "(not shown)";

/// Everything that was read from one file besides its pixels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// In the order of the file; measurements on the whole file come last.
    pub findings: Vec<Finding>,
}

impl Provenance {
    /// Whether the file carries a manifest store that nobody has verified yet.
    pub fn needs_verification(&self) -> bool {
        self.findings.iter().any(|finding| {
            matches!(
                &finding.what,
                What::Credentials(Credentials {
                    unanswered: Some(Unanswered::NotVerified { .. }),
                    ..
                })
            )
        })
    }

    /// Takes in how a verification ended: with credentials, without any (`None`), or not at all.
    ///
    /// What it found replaces what was read from the structure, see [`Self::set_credentials`].
    /// Where it found none, what the structure shows stays as it is. An error, such as a verifier
    /// that could not be loaded, becomes [`NotVerifiedReason::VerifierFailed`] with its words: that
    /// nobody has checked is a result, too, and must not be lost.
    pub fn conclude_verification<E: fmt::Display>(
        &mut self,
        outcome: Result<Option<Credentials>, E>,
    ) {
        match outcome {
            Ok(Some(credentials)) => self.set_credentials(credentials),
            Ok(None) => {}
            Err(error) => {
                let error = error.to_string();
                let reason = NotVerifiedReason::VerifierFailed { error };
                self.set_credentials(Credentials::not_verified(reason, Vec::new()));
            }
        }
    }

    /// Puts what a verification found in the place of what was read from the manifest store's
    /// structure. What the structure shows stays where the verification could not read a manifest,
    /// as with some of early versions and some with damaged statements.
    pub fn set_credentials(&mut self, mut credentials: Credentials) {
        let mut findings = self.findings.iter_mut();
        let found = findings.find_map(|finding| match &mut finding.what {
            What::Credentials(structure) => Some(structure),
            _ => None,
        });
        match found {
            Some(structure) => {
                let unread = std::mem::take(&mut structure.manifests).into_iter();
                let unread = unread.filter(|one| {
                    let mut read = credentials.manifests.iter();
                    !read.any(|known| known.label == one.label)
                });
                let unread: Vec<_> = unread.collect();
                credentials.manifests.extend(unread);
                keep_one_active(&mut credentials);
                pass_on(&mut credentials.manifests);
                *structure = credentials;
            }
            None => self.findings.push(Finding {
                what: What::Credentials(credentials),
                place: Place::default(),
                trust: Trust::Credentials,
                raw: Vec::new(),
            }),
        }
    }

    /// Whether the file says where the picture was taken.
    pub fn has_location(&self) -> bool {
        self.findings.iter().any(|finding| {
            finding.raw.iter().any(Field::is_location)
                || matches!(&finding.what, What::Capture(capture) if capture.position.is_some())
        })
    }

    /// The same without where the picture was taken: what programs show before they are asked
    /// for it. The fields remain, so that it is still to be seen that there is a place.
    #[must_use]
    pub fn without_location(mut self) -> Self {
        for finding in &mut self.findings {
            if let What::Capture(capture) = &mut finding.what {
                capture.position = None;
            }
            for field in finding.raw.iter_mut().filter(|field| field.is_location()) {
                HIDDEN.clone_into(&mut field.value);
            }
        }
        self
    }
}

/// The first active manifest comes first and is the only one: a verification and the structure may
/// take different ones for it.
fn keep_one_active(credentials: &mut Credentials) {
    let manifests = &mut credentials.manifests;
    let Some(first) = manifests.iter().position(|manifest| manifest.active) else {
        return;
    };
    for (index, manifest) in manifests.iter_mut().enumerate() {
        manifest.active = index == first;
    }
    if let Some(head) = manifests.get_mut(..=first) {
        head.rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Capture, Position};

    fn located() -> Provenance {
        Provenance {
            findings: vec![Finding {
                what: What::Capture(Box::new(Capture {
                    make: Some("Canon".to_owned()),
                    position: Some(Position {
                        latitude_degrees: 48.858,
                        longitude_degrees: 2.294,
                    }),
                    ..Capture::default()
                })),
                place: Place::default(),
                trust: Trust::UnsignedClaim,
                raw: vec![
                    Field {
                        name: "GPS GPSLatitude".to_owned(),
                        value: "48 deg 51 min".to_owned(),
                    },
                    Field {
                        name: "photoshop:City".to_owned(),
                        value: "Paris 48".to_owned(),
                    },
                    Field {
                        name: "Make".to_owned(),
                        value: "Canon".to_owned(),
                    },
                ],
            }],
        }
    }

    #[test]
    fn a_hidden_place_is_nowhere_in_what_is_written() {
        assert!(located().has_location());
        let text = serde_json::to_string(&located().without_location()).unwrap();
        assert!(!text.contains("48") && !text.contains("2.294"), "{text}");
        assert!(
            text.contains("GPSLatitude") && text.contains("Canon"),
            "{text}"
        );
    }
}
