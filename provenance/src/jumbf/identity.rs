//! Identity assertions, without verifying anything.
//!
//! Source: CAWG Identity Assertion 1.1, <https://cawg.io/identity/>.

use ciborium::Value;

use super::cbor;
use crate::credentials::{Answer, Identity, IdentityKind};

/// What an assertion says: a payload, and a signature that holds who made it.
pub(super) fn read(assertion: &Value) -> Identity {
    let payload = cbor::get(assertion, "signer_payload");
    let kind = payload.and_then(|payload| cbor::text(payload, "sig_type"));
    let kind = match kind.as_deref() {
        Some("cawg.x509.cose") => IdentityKind::Organisation,
        Some("cawg.identity_claims_aggregation") => IdentityKind::Account,
        _ => IdentityKind::Other,
    };
    let mut identity = Identity {
        kind,
        name: None,
        provider: None,
        address: None,
        verified: Answer::Unknown,
    };
    if kind == IdentityKind::Account {
        account(assertion, &mut identity);
    }
    identity
}

/// The payload of the signature (COSE, RFC 9052, section 4.2) is a verifiable credential in JSON,
/// with the accounts and documents that a service checked; the first is kept.
fn account(assertion: &Value, identity: &mut Identity) {
    let signature = cbor::get(assertion, "signature").and_then(Value::as_bytes);
    let Some(signed) = signature.and_then(|bytes| cbor::parse(bytes)) else {
        return;
    };
    let parts = match &signed {
        Value::Tag(_, inner) => inner.as_array(),
        other => other.as_array(),
    };
    let credential = parts
        .and_then(|parts| parts.get(2)?.as_bytes())
        .and_then(|bytes| cbor::parse_json(bytes));
    let Some(credential) = credential else {
        return;
    };
    identity.provider = cbor::text(&credential, "issuer");
    let accounts = cbor::get(&credential, "verifiedIdentities");
    if let Some(first) = accounts.and_then(|list| cbor::items(list).next()) {
        let text = |name: &str| cbor::text(first, name);
        identity.name = text("name").or_else(|| text("username"));
        identity.address = text("uri");
        let provider = cbor::get(first, "provider");
        let provider = provider.and_then(|provider| cbor::text(provider, "name"));
        identity.provider = provider.or_else(|| identity.provider.take());
    }
}
