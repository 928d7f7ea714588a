//! Who says to stand behind a picture besides the signer.
//!
//! Source: CAWG Identity Assertion 1.1, <https://cawg.io/identity/>. A certificate is verified from
//! the file alone. Accounts are vouched for by a service whose key is on its server, which nobody
//! asks: they stay unknown.

use c2pa::{Manifest, ManifestAssertion};
use ciborium::Value as Cbor;
use serde_json::Value;
use spectrafide_provenance::credentials::{Answer, Identity, IdentityKind, Outcome, Status};

/// Most identities of a manifest that are told.
const MAX_IDENTITIES: usize = 16;
/// Deepest nesting of a signature that is read.
const MAX_DEPTH: usize = 16;
/// Codes that say that nobody could check, which is no failure of the identity.
const OPEN: [&str; 3] = [
    "cawg.ica.did_unavailable",
    "cawg.ica.untrusted",
    "cawg.identity: signingCredential.untrusted",
];

/// The identities of a manifest; `statuses` are the results about its identity assertions.
pub fn of(manifest: &Manifest, statuses: &[Status]) -> Vec<Identity> {
    let assertions = manifest.assertions().iter();
    let identities = assertions
        .filter(|one| one.label() == "cawg.identity" || one.label().starts_with("cawg.identity__"));
    let identities: Vec<&ManifestAssertion> = identities.take(MAX_IDENTITIES).collect();
    // Results do not tell several identities apart.
    let verified = match identities.as_slice() {
        [_] => verified(statuses),
        _ => Answer::Unknown,
    };
    let read = identities.into_iter().filter_map(|one| one.value().ok());
    read.map(|value| identity(value, verified)).collect()
}

fn verified(statuses: &[Status]) -> Answer {
    let codes = |outcome| {
        let statuses = statuses.iter().filter(move |one| one.outcome == outcome);
        statuses.map(|one| one.code.as_str())
    };
    let open = |code: &str| OPEN.contains(&code);
    if codes(Outcome::Failure).any(|code| !open(code)) {
        return Answer::Bad;
    }
    // The certificate's signature fits and nobody on a list vouches for it: the name is not known
    // to be true.
    if codes(Outcome::Failure).next().is_some() {
        return Answer::Unknown;
    }
    let listed = codes(Outcome::Success).any(|code| {
        matches!(
            code,
            "cawg.identity: signingCredential.trusted" | "cawg.identity.trusted"
        )
    });
    if listed {
        Answer::Good
    } else {
        Answer::Unknown
    }
}

/// `value` is the assertion as it stands in the file, or what its verification made of it.
fn identity(value: &Value, verified: Answer) -> Identity {
    let at = |path: &str| {
        value
            .pointer(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let kind = ["/signer_payload/sig_type", "/c2paAsset/sig_type"];
    let kind = match kind.iter().find_map(|path| at(path)).as_deref() {
        Some("cawg.x509.cose") => IdentityKind::Organisation,
        Some("cawg.identity_claims_aggregation") => IdentityKind::Account,
        _ if credential(value).get("verifiedIdentities").is_some() => IdentityKind::Account,
        _ if value.get("signature_info").is_some() => IdentityKind::Organisation,
        _ => IdentityKind::Other,
    };
    let mut identity = Identity {
        kind,
        name: at("/signature_info/issuer").or_else(|| at("/signature_info/common_name")),
        provider: None,
        address: None,
        verified,
    };
    if kind == IdentityKind::Account {
        let stands = value
            .get("signature")
            .and_then(bytes)
            .and_then(|bytes| payload(&bytes));
        account(stands.as_ref().unwrap_or(value), &mut identity);
    }
    identity
}

/// Where a credential says who it is about: in itself, or in its subject.
fn credential(value: &Value) -> &Value {
    match value.get("credentialSubject") {
        Some(subject) if subject.get("verifiedIdentities").is_some() => subject,
        _ => value,
    }
}

fn account(value: &Value, identity: &mut Identity) {
    let credential = credential(value);
    let at = |path: &str| {
        credential
            .pointer(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let first = |name: &str| at(&format!("/verifiedIdentities/0/{name}"));
    identity.name = first("name").or_else(|| first("username"));
    identity.address = first("uri");
    let issuer = value.get("issuer").and_then(Value::as_str);
    identity.provider = first("provider/name").or_else(|| issuer.map(str::to_owned));
}

/// Bytes, which became a list of numbers in JSON.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    let numbers = value.as_array()?.iter();
    numbers
        .map(|one| u8::try_from(one.as_u64()?).ok())
        .collect()
}

/// What a signature is about (COSE, RFC 9052, section 4.2), here a credential in JSON.
fn payload(signature: &[u8]) -> Option<Value> {
    let signed: Cbor = ciborium::de::from_reader_with_recursion_limit(signature, MAX_DEPTH).ok()?;
    let parts = match &signed {
        Cbor::Tag(_, inner) => inner.as_array()?,
        other => other.as_array()?,
    };
    serde_json::from_slice(parts.get(2)?.as_bytes()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: &str, outcome: Outcome) -> Status {
        Status {
            code: code.to_owned(),
            outcome,
            explanation: None,
        }
    }

    #[test]
    fn an_identity_that_nobody_could_check_is_not_called_false() {
        let found = |code, outcome| verified(&[status(code, outcome)]);
        let open = found("cawg.ica.did_unavailable", Outcome::Failure);
        assert_eq!(open, Answer::Unknown);
        let wrong = found("cawg.ica.signature_mismatch", Outcome::Failure);
        assert_eq!(wrong, Answer::Bad);
        assert_eq!(
            found("cawg.identity.well-formed", Outcome::Success),
            Answer::Unknown
        );
        assert_eq!(
            found("cawg.identity: signingCredential.trusted", Outcome::Success),
            Answer::Good
        );
    }

    #[test]
    fn an_account_is_read_from_the_signature_that_holds_it() {
        let credential = serde_json::json!({
            "issuer": "did:web:example.org",
            "verifiedIdentities": [{ "type": "cawg.social_media", "username": "somebody",
                "uri": "https://example.org/somebody", "provider": { "name": "example" } }],
        });
        let parts = vec![
            Cbor::Bytes(Vec::new()),
            Cbor::Map(Vec::new()),
            Cbor::Bytes(credential.to_string().into_bytes()),
            Cbor::Bytes(vec![0; 64]),
        ];
        let mut signature = Vec::new();
        let tagged = Cbor::Tag(18, Box::new(Cbor::Array(parts)));
        ciborium::into_writer(&tagged, &mut signature).expect("written");
        let assertion = serde_json::json!({
            "signer_payload": { "sig_type": "cawg.identity_claims_aggregation" },
            "signature": signature,
        });

        let found = identity(&assertion, Answer::Unknown);

        assert_eq!(found.kind, IdentityKind::Account);
        assert_eq!(found.name.as_deref(), Some("somebody"));
        assert_eq!(found.provider.as_deref(), Some("example"));
        assert_eq!(
            found.address.as_deref(),
            Some("https://example.org/somebody")
        );
    }
}
