//! From the library's manifests to plain types.

use std::collections::{BTreeSet, VecDeque};

use c2pa::validation_status::{SIGNING_CREDENTIAL_TRUSTED, SIGNING_CREDENTIAL_UNTRUSTED};
use c2pa::{Reader, Relationship};
use spectrafide_provenance::credentials::{Ingredient, Manifest, Outcome, Status, pass_on};

use crate::results::{self, Found, label_in};
use crate::trust::List;
use crate::{actions, identities};

/// The manifests of a store, the active one first, then its ingredients', the nearest first.
/// Manifests that no other one names come last.
pub fn of(reader: &Reader) -> Vec<Manifest> {
    let active = reader.active_label().unwrap_or_default();
    let mut manifests: Vec<Manifest> = order(reader, active)
        .into_iter()
        .filter_map(|label| {
            let manifest = reader.get_manifest(&label)?;
            Some(convert(manifest, &label, label == active))
        })
        .collect();
    add_statuses(&mut manifests, reader);
    pass_on(&mut manifests);
    manifests
}

fn order(reader: &Reader, active: &str) -> Vec<String> {
    let mut unseen: BTreeSet<&str> = reader.manifests().keys().map(String::as_str).collect();
    let mut next: VecDeque<&str> = VecDeque::from([active]);
    let mut order = Vec::new();
    while let Some(label) = next.pop_front() {
        if !unseen.remove(label) {
            continue;
        }
        order.push(label.to_owned());
        if let Some(manifest) = reader.get_manifest(label) {
            let ingredients = manifest.ingredients().iter();
            next.extend(ingredients.filter_map(c2pa::Ingredient::active_manifest));
        }
    }
    order.extend(unseen.into_iter().map(str::to_owned));
    order
}

fn convert(manifest: &c2pa::Manifest, label: &str, active: bool) -> Manifest {
    let signature = manifest.signature_info();
    let done = actions::of(manifest);
    Manifest {
        label: label.to_owned(),
        active,
        title: manifest.title().map(str::to_owned),
        claim_generator: generator(manifest),
        issuer: signature.and_then(|info| info.issuer.clone()),
        signer: signature.and_then(|info| info.common_name.clone()),
        signed_at: signature.and_then(|info| info.time.clone()),
        own: actions::extent(manifest, &done),
        synthetic: None,
        identities: Vec::new(),
        actions: done,
        ingredients: manifest.ingredients().iter().map(ingredient).collect(),
        statuses: Vec::new(),
    }
}

/// Claims of version 2 have a list of programs in place of the text.
fn generator(manifest: &c2pa::Manifest) -> Option<String> {
    if let Some(text) = manifest.claim_generator() {
        return Some(text.to_owned());
    }
    let info = manifest.claim_generator_info.as_ref()?.first()?;
    Some(match &info.version {
        Some(version) => format!("{} {version}", info.name),
        None => info.name.clone(),
    })
}

fn ingredient(ingredient: &c2pa::Ingredient) -> Ingredient {
    let relationship = match ingredient.relationship() {
        Relationship::ParentOf => "parentOf",
        Relationship::ComponentOf => "componentOf",
        Relationship::InputTo => "inputTo",
    };
    Ingredient {
        title: ingredient.title().map(str::to_owned),
        relationship: relationship.to_owned(),
        manifest: ingredient.active_manifest().map(str::to_owned),
    }
}

/// Gives every result to the manifest that it is about, failures first.
fn add_statuses(manifests: &mut [Manifest], reader: &Reader) {
    let Some(results) = reader.validation_results() else {
        return;
    };
    // What the signer of a manifest recorded about its ingredients is not repeated by the
    // validation when it still holds.
    let recorded = reader
        .iter_manifests()
        .flat_map(c2pa::Manifest::ingredients)
        .filter_map(|ingredient| ingredient.validation_results()?.active_manifest())
        .flat_map(|codes| results::of_codes(codes, true));
    let mut identity_statuses = vec![Vec::new(); manifests.len()];
    for found in results::validated(results).chain(recorded) {
        let about = found.status.url().and_then(label_in);
        let position = manifests
            .iter()
            .position(|manifest| Some(manifest.label.as_str()) == about)
            .unwrap_or_default();
        let status = status(&found);
        if found.is_of_an_identity()
            && let Some(statuses) = identity_statuses.get_mut(position)
        {
            statuses.push(status.clone());
        }
        if let Some(manifest) = manifests.get_mut(position)
            && !manifest.statuses.contains(&status)
        {
            manifest.statuses.push(status);
        }
    }
    for (manifest, statuses) in manifests.iter_mut().zip(identity_statuses) {
        if let Some(read) = reader.get_manifest(&manifest.label) {
            manifest.identities = identities::of(read, &statuses);
        }
    }
    for manifest in manifests {
        manifest.statuses.sort_by_key(|status| status.outcome);
    }
}

fn status(found: &Found<'_>) -> Status {
    let result = found.status;
    // Vouched for by an authority for time, or by the older list; see `TrustList::settings`.
    if result.code() == SIGNING_CREDENTIAL_TRUSTED
        && !found.is_of_an_identity()
        && List::that_vouches(result) != Some(List::Signers)
    {
        return Status {
            code: SIGNING_CREDENTIAL_UNTRUSTED.to_owned(),
            outcome: Outcome::Failure,
            explanation: None,
        };
    }
    // The code of an identity's certificate must not be taken for the signer's.
    let code = match result.code() {
        code if found.is_of_an_identity() && !code.starts_with("cawg.") => {
            format!("cawg.identity: {code}")
        }
        code => code.to_owned(),
    };
    Status {
        code,
        outcome: found.outcome,
        explanation: result.explanation().map(str::to_owned),
    }
}
