//! `OpenAI`'s picture models: the manifest of a picture that a model created.
//!
//! The claim generator or the program of the action `c2pa.created` names them, and the action's
//! digital source type says that a model made the picture. Source:
//! <https://help.openai.com/en/articles/8912793-c2pa-in-chatgpt-images>.

use super::{Mark, Records, generation};
use crate::credentials::{Credentials, Manifest};
use crate::finding::{Extent, Field, Generation, Tool};
use crate::source_type;

const NAMES: [&str; 5] = ["OpenAI", "ChatGPT", "DALL·E", "GPT-4o", "gpt-image"];
/// Most steps from the picture back to the one that it was made from.
const MAX_STEPS: usize = 16;

pub(super) fn read(records: &Records) -> Option<Mark> {
    from_manifest(records, Tool::OpenAi, &NAMES)
}

/// A record from the manifest of the picture, or of what the whole of it was made from.
pub(super) fn from_manifest(records: &Records, tool: Tool, names: &[&str]) -> Option<Mark> {
    records.credentials.iter().find_map(|(place, credentials)| {
        let mut manifest = credentials
            .manifests
            .iter()
            .find(|manifest| manifest.active)?;
        for _ in 0..MAX_STEPS {
            if let Some((generation, raw)) = created(manifest, tool, names) {
                return Some(Mark {
                    generation,
                    place: place.clone(),
                    raw,
                });
            }
            manifest = parent(credentials, manifest)?;
        }
        None
    })
}

fn created(manifest: &Manifest, tool: Tool, names: &[&str]) -> Option<(Generation, Vec<Field>)> {
    let action = manifest
        .actions
        .iter()
        .find(|action| action.action == "c2pa.created")?;
    let source = action.digital_source_type.as_deref()?;
    if source_type::extent(source) != Some(Extent::Whole) {
        return None;
    }
    let programs = [
        action.software.as_deref(),
        manifest.claim_generator.as_deref(),
    ];
    let known = |program: &&str| names.iter().any(|name| program.starts_with(name));
    let program = programs.into_iter().flatten().find(known)?;
    let generation = Generation {
        model: Some(action.software.as_deref().unwrap_or(program).to_owned()),
        ..generation(tool)
    };
    let raw = vec![
        Field::new("manifest", &manifest.label),
        Field::new("program", program),
        Field::new("digitalSourceType", source),
    ];
    Some((generation, raw))
}

fn parent<'a>(credentials: &'a Credentials, manifest: &Manifest) -> Option<&'a Manifest> {
    let ingredient = manifest
        .ingredients
        .iter()
        .find(|ingredient| ingredient.relationship == "parentOf")?;
    let label = ingredient.manifest.as_deref()?;
    credentials
        .manifests
        .iter()
        .find(|manifest| manifest.label == label)
}
