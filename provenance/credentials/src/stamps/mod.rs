//! Authorities for time that an authority on the lists vouches for on some way.
//!
//! A time stamp carries the certificates that lead to its authority. Where authorities sign for each
//! other there are several ways, and the library takes one: from each certificate to the first that
//! has the name of its issuer, to the end. It does not believe a stamp whose way leads to an
//! authority that is not listed, or past a listed one to a certificate that was not valid, although
//! another way ends at a listed one. RFC 5280, section 6, and C2PA specification 2.2, section 15.8.2,
//! ask for one way that holds.
//!
//! The ways are tried here, each by the library's own check of a chain. The certificate at the start
//! of one that holds is then named to the library. The stamp itself, and what its certificate is
//! for, stay the library's to judge.

mod token;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use c2pa::crypto::cose::CertificateTrustPolicy;
use c2pa::validation_status::TIMESTAMP_UNTRUSTED;
use c2pa::{Reader, hash_stream_by_alg, jumbf_io};

use crate::trust::TrustList;
use crate::{Source, results};
use token::{Certificate, Token};

/// Most tokens of a store that are looked at.
const MAX_TOKENS: usize = 16;
/// Most certificates of a token; those of a way are three or four.
const MAX_CERTIFICATES: usize = 16;
/// Longest way.
const MAX_LENGTH: usize = 6;
/// Most chains that are checked for a file.
const MAX_CHECKS: usize = 256;

/// Kinds of files whose stores are looked for where the type that was asked for is none.
const KINDS: [&str; 8] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/tiff",
    "image/avif",
    "image/heic",
    "image/jxl",
];

/// The certificates of time stamps in `source` that `trust` vouches for, though the library found no
/// way there: the digests, as the library takes them. `None` where there is no such stamp.
pub fn vouched_for(reader: &Reader, source: Source<'_>, trust: &TrustList) -> Option<String> {
    let results = reader.validation_results()?;
    let is_distrusted = |one: results::Found<'_>| one.status.code() == TIMESTAMP_UNTRUSTED;
    if !results::validated(results).any(is_distrusted) {
        return None;
    }
    let mut policy = CertificateTrustPolicy::new();
    for list in [&trust.signers, &trust.time_stamps, &trust.interim] {
        // A list that cannot be read was an error before.
        policy.add_user_trust_anchors(list.as_bytes()).ok()?;
    }
    let store = store(source)?;
    let mut search = Search {
        policy,
        checks: MAX_CHECKS,
    };
    let mut digests = Vec::new();
    for token in Token::all(&store).take(MAX_TOKENS) {
        for leaf in token.certificates.iter().take(MAX_CERTIFICATES) {
            if search.reaches_a_list(&token, leaf) {
                digests.push(digest(leaf.bytes)?);
            }
        }
    }
    (!digests.is_empty()).then(|| digests.join("\n"))
}

fn store(source: Source<'_>) -> Option<Vec<u8>> {
    if let Some(store) = source.sidecar {
        return Some(store.to_vec());
    }
    let mut kinds = std::iter::once(source.mime).chain(KINDS);
    kinds.find_map(|kind| jumbf_io::load_jumbf_from_memory(kind, source.bytes).ok())
}

fn digest(certificate: &[u8]) -> Option<String> {
    let mut bytes = std::io::Cursor::new(certificate);
    let digest = hash_stream_by_alg("sha256", &mut bytes, None, true).ok()?;
    Some(STANDARD.encode(digest))
}

struct Search {
    policy: CertificateTrustPolicy,
    /// How many more chains may be checked.
    checks: usize,
}

impl Search {
    fn reaches_a_list(&mut self, token: &Token<'_>, leaf: &Certificate<'_>) -> bool {
        let mut way = vec![*leaf];
        self.goes_on(token, &mut way)
    }

    /// Whether `way` ends at an authority of the lists, or does with more certificates of the token.
    fn goes_on<'a>(&mut self, token: &Token<'a>, way: &mut Vec<Certificate<'a>>) -> bool {
        let Some(left) = self.checks.checked_sub(1) else {
            return false;
        };
        self.checks = left;
        let chain: Vec<Vec<u8>> = way.iter().map(|one| one.bytes.to_vec()).collect();
        let (Some(leaf), Some(last)) = (chain.first(), way.last().copied()) else {
            return false;
        };
        let trusted = self
            .policy
            .check_certificate_trust(&chain, leaf, Some(token.seconds));
        if trusted.is_ok() {
            return true;
        }
        if way.len() >= MAX_LENGTH {
            return false;
        }
        for next in token.certificates.iter().take(MAX_CERTIFICATES) {
            let is_new = way.iter().all(|one| one.bytes != next.bytes);
            if is_new && next.subject == last.issuer && next.is_authority {
                way.push(*next);
                if self.goes_on(token, way) {
                    return true;
                }
                way.pop();
            }
        }
        false
    }
}
