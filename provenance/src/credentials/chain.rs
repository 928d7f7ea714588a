//! How much of a picture a model made, when its ingredients are taken into account.
//!
//! A manifest is about what one program did. Saving a generated picture again gives a manifest
//! that says nothing of a model, with the generated picture as its ingredient. So statements
//! about ingredients pass on to what was made of them:
//!
//! - What a model made whole stays so when it is edited alone (`parentOf`). That the edits were
//!   done by a person, or that a camera is named, takes nothing back: nothing in a file argues
//!   against its own statement that a model made it.
//! - What a model made becomes a part when it is put together with something else
//!   (`componentOf`), and a part stays a part.
//! - What a model was only shown (`inputTo`) is not in the picture and passes nothing on.
//!
//! Statements that no model was used do not pass on at all: they are about the ingredient.

use std::collections::BTreeMap;

use super::Manifest;
use crate::claim::Extent;

/// A file with a longer chain of versions is not taken to its end.
const MAX_DEPTH: usize = 64;

/// Sets how much of the picture a model made, by each manifest's own statement and those of its
/// ingredients.
pub fn pass_on(manifests: &mut [Manifest]) {
    let by_label: BTreeMap<&str, &Manifest> = manifests
        .iter()
        .map(|manifest| (manifest.label.as_str(), manifest))
        .collect();
    let mut known = BTreeMap::new();
    let extents: Vec<Option<Extent>> = manifests
        .iter()
        .map(|manifest| extent(manifest, &by_label, &mut known, 0))
        .collect();
    for (manifest, extent) in manifests.iter_mut().zip(extents) {
        manifest.synthetic = extent;
    }
}

fn extent<'a>(
    manifest: &'a Manifest,
    by_label: &BTreeMap<&'a str, &'a Manifest>,
    known: &mut BTreeMap<&'a str, Option<Extent>>,
    depth: usize,
) -> Option<Extent> {
    if let Some(extent) = known.get(manifest.label.as_str()) {
        return *extent;
    }
    if depth > MAX_DEPTH {
        return manifest.own;
    }
    // A manifest that is its own ancestor, which validation refuses, meets its own statement.
    known.insert(&manifest.label, manifest.own);
    let mut parent = None;
    let mut components = Vec::new();
    for ingredient in &manifest.ingredients {
        let of = ingredient
            .manifest
            .as_deref()
            .and_then(|label| by_label.get(label))
            .and_then(|made_of| extent(made_of, by_label, known, depth.saturating_add(1)));
        match ingredient.relationship.as_str() {
            "parentOf" => parent = parent.into_iter().chain(of).reduce(Extent::more),
            "componentOf" => components.push(of),
            _ => {}
        }
    }
    let result = combine(manifest.own, parent, &components);
    known.insert(&manifest.label, result);
    result
}

fn combine(
    own: Option<Extent>,
    parent: Option<Extent>,
    components: &[Option<Extent>],
) -> Option<Extent> {
    let whole = Some(Extent::Whole);
    if own == whole || parent == whole && components.iter().all(|component| *component == whole) {
        return whole;
    }
    let model = |extent: &Option<Extent>| matches!(extent, Some(Extent::Whole | Extent::Part));
    if [own, parent].iter().chain(components).any(model) {
        return Some(Extent::Part);
    }
    let unclear = |extent: &Option<Extent>| *extent == Some(Extent::Unclear);
    if [parent].iter().chain(components).any(unclear) {
        return Some(Extent::Unclear);
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Ingredient;

    fn manifest(label: &str, own: Option<Extent>, ingredients: &[(&str, &str)]) -> Manifest {
        let ingredients = ingredients.iter().map(|(relationship, label)| Ingredient {
            title: None,
            relationship: (*relationship).to_owned(),
            manifest: Some((*label).to_owned()),
        });
        Manifest {
            label: label.to_owned(),
            own,
            ingredients: ingredients.collect(),
            ..Manifest::default()
        }
    }

    fn active(mut manifests: Vec<Manifest>) -> Option<Extent> {
        pass_on(&mut manifests);
        manifests[0].synthetic
    }

    #[test]
    fn an_edited_generated_picture_is_still_a_models_work() {
        for own in [None, Some(Extent::None), Some(Extent::Part)] {
            let chain = vec![
                manifest("c", own, &[("parentOf", "b")]),
                manifest("b", None, &[("parentOf", "a")]),
                manifest("a", Some(Extent::Whole), &[]),
            ];
            assert_eq!(active(chain), Some(Extent::Whole), "{own:?}");
        }
    }

    #[test]
    fn a_generated_component_is_a_part() {
        let chain = vec![
            manifest("c", None, &[("parentOf", "b"), ("componentOf", "a")]),
            manifest("b", Some(Extent::None), &[]),
            manifest("a", Some(Extent::Whole), &[]),
        ];
        assert_eq!(active(chain), Some(Extent::Part));
    }

    #[test]
    fn a_photograph_put_into_a_generated_picture_leaves_a_part() {
        let chain = vec![
            manifest("c", None, &[("parentOf", "a"), ("componentOf", "b")]),
            manifest("b", Some(Extent::None), &[]),
            manifest("a", Some(Extent::Whole), &[]),
        ];
        assert_eq!(active(chain), Some(Extent::Part));
    }

    #[test]
    fn what_a_model_was_shown_is_not_in_the_picture() {
        let chain = vec![
            manifest("b", None, &[("inputTo", "a")]),
            manifest("a", Some(Extent::Whole), &[]),
        ];
        assert_eq!(active(chain), None);
    }

    #[test]
    fn that_no_model_was_used_does_not_pass_on() {
        let chain = vec![
            manifest("b", None, &[("parentOf", "a")]),
            manifest("a", Some(Extent::None), &[]),
        ];
        assert_eq!(active(chain), None);
    }

    #[test]
    fn circles_and_long_chains_end() {
        let circle = vec![
            manifest("a", None, &[("parentOf", "b")]),
            manifest("b", Some(Extent::Part), &[("parentOf", "a")]),
        ];
        assert_eq!(active(circle), Some(Extent::Part));

        let long = (0..100_000).map(|index: u32| {
            let next = (index + 1).to_string();
            manifest(&index.to_string(), None, &[("parentOf", &next)])
        });
        assert_eq!(active(long.collect()), None);
    }
}
