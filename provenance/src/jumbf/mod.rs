//! The structure of a C2PA manifest store, without verifying anything.
//!
//! It tells what a manifest says where the verifying library refuses it or is not loaded, and reads as
//! much of a damaged store as there is. Sources: JUMBF, ISO/IEC 19566-5; C2PA Technical Specification
//! 2.2, sections 8 and 10 to 12, <https://spec.c2pa.org/>.

mod boxes;
mod cbor;
mod identity;

use ciborium::Value;

use crate::credentials::{
    Action, Credentials, Ingredient, Manifest, NotVerifiedReason, pass_on, synthetic_extent,
};
use crate::source_type;
use boxes::{Content, SuperBox};

/// Most manifests of a store, and most entries of a list in one, that are read.
const MAX_MANIFESTS: usize = 32;
const MAX_ENTRIES: usize = 64;

/// Reads what can be read of a manifest store.
pub(crate) fn read(store: &[u8]) -> Credentials {
    let (found, complete) = boxes::read(store);
    let store = found.iter().find(|found| found.label == "c2pa");
    let children = store.map_or(&[][..], |store| store.children.as_slice());
    let mut manifests: Vec<Manifest> = children
        .iter()
        .filter(|child| child.kind.starts_with(b"c2m") || child.kind.starts_with(b"c2u"))
        .take(MAX_MANIFESTS)
        .map(manifest)
        .collect();
    // The last one is about the picture as it is (section 11.1.4.2).
    if let Some(mut active) = manifests.pop() {
        active.active = true;
        manifests.insert(0, active);
    }
    pass_on(&mut manifests);
    let reason = if complete && !manifests.is_empty() {
        NotVerifiedReason::StructureOnly
    } else {
        NotVerifiedReason::Damaged
    };
    Credentials::not_verified(reason, manifests)
}

fn manifest(found: &SuperBox<'_>) -> Manifest {
    let mut manifest = Manifest {
        label: found.label.clone(),
        ..Manifest::default()
    };
    for child in &found.children {
        match child.label.as_str() {
            "c2pa.claim" | "c2pa.claim.v2" => {
                if let Some(claim) = content(child) {
                    manifest.title = cbor::text(&claim, "dc:title");
                    manifest.claim_generator = claim_generator(&claim);
                }
            }
            "c2pa.assertions" => {
                for assertion in &child.children {
                    read_assertion(assertion, &mut manifest);
                }
            }
            _ => {}
        }
    }
    manifest.own = synthetic_extent(&manifest.actions);
    manifest
}

/// The first content of a box as a tree; JSON has the same shape.
fn content(found: &SuperBox<'_>) -> Option<Value> {
    match found.contents.first()? {
        Content {
            kind: b"cbor",
            data,
        } => cbor::parse(data),
        Content {
            kind: b"json",
            data,
        } => cbor::parse_json(data),
        Content { .. } => None,
    }
}

/// Version 1 has a text and may have a list of maps, version 2 has a map.
fn claim_generator(claim: &Value) -> Option<String> {
    let info = cbor::get(claim, "claim_generator_info");
    let info = info.and_then(|info| cbor::items(info).next().or(Some(info)));
    info.and_then(program)
        .or_else(|| cbor::text(claim, "claim_generator"))
}

/// A program is its name as text, or a map with name and version.
fn program(value: &Value) -> Option<String> {
    if let Some(name) = cbor::as_text(value) {
        return Some(name);
    }
    let name = cbor::text(value, "name")?;
    Some(match cbor::text(value, "version") {
        Some(version) => format!("{name} {version}"),
        None => name,
    })
}

/// The labels of several assertions of a kind end with `__` and a number.
fn read_assertion(assertion: &SuperBox<'_>, manifest: &mut Manifest) {
    let label = assertion.label.split("__").next().unwrap_or_default();
    match label {
        "c2pa.actions" | "c2pa.actions.v2" => {
            if let Some(tree) = content(assertion)
                && let Some(actions) = cbor::get(&tree, "actions")
            {
                let room = MAX_ENTRIES.saturating_sub(manifest.actions.len());
                manifest
                    .actions
                    .extend(cbor::items(actions).take(room).map(action));
            }
        }
        "c2pa.ingredient" | "c2pa.ingredient.v2" | "c2pa.ingredient.v3" => {
            if let Some(tree) = content(assertion)
                && manifest.ingredients.len() < MAX_ENTRIES
            {
                manifest.ingredients.push(ingredient(&tree));
            }
        }
        "cawg.identity" => {
            if let Some(tree) = content(assertion)
                && manifest.identities.len() < MAX_ENTRIES
            {
                manifest.identities.push(identity::read(&tree));
            }
        }
        _ => {}
    }
}

fn action(tree: &Value) -> Action {
    let source = cbor::text(tree, "digitalSourceType");
    Action {
        action: cbor::text(tree, "action").unwrap_or_default(),
        when: cbor::text(tree, "when"),
        software: cbor::get(tree, "softwareAgent").and_then(program),
        digital_source_type: source.map(|source| source_type::term(&source).to_owned()),
        description: cbor::text(tree, "description"),
    }
}

fn ingredient(tree: &Value) -> Ingredient {
    let link = ["activeManifest", "c2pa_manifest"]
        .iter()
        .find_map(|name| cbor::get(tree, name));
    let address = link.and_then(|link| cbor::text(link, "url"));
    Ingredient {
        title: cbor::text(tree, "dc:title"),
        relationship: cbor::text(tree, "relationship").unwrap_or_default(),
        manifest: address.as_deref().and_then(label_in).map(str::to_owned),
    }
}

/// The manifest's label in an address such as `self#jumbf=/c2pa/urn:uuid:…/c2pa.claim`.
fn label_in(address: &str) -> Option<&str> {
    let path = match address.split_once("/c2pa/") {
        Some((_, path)) => path.split('/').next(),
        None => address.rsplit('/').next(),
    };
    path.filter(|label| !label.is_empty())
}
