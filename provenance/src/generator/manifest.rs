//! Generators that sign: the manifest of a picture that a model created.
//!
//! The claim generator or the program of the action `c2pa.created` names them, and the action's
//! digital source type says that a model made the picture.

use super::{Mark, Records, generation};
use crate::credentials::{Credentials, Manifest};
use crate::finding::{Extent, Field, Generation, Tool};
use crate::source_type;

/// Generators with how the names of their programs begin.
///
/// Amazon's Titan and Nova Canvas sign, too (`08-content-provenance.ipynb` in
/// <https://github.com/aws-samples/amazon-nova-samples>), but no public file or text has the name of
/// their program; their source type is told as that of any other. What Recraft gives for download has
/// no record (`docs/watermarking-landscape.md`, as below).
const SIGNERS: [(Tool, &[&str]); 4] = [
    // <https://help.openai.com/en/articles/8912793-c2pa-in-chatgpt-images>
    (
        Tool::OpenAi,
        &["OpenAI", "ChatGPT", "DALL·E", "GPT-4o", "gpt-image"],
    ),
    // <https://support.google.com/photos/answer/15274034>
    (Tool::Google, &["Google C2PA", "Google_C2PA"]),
    // <https://helpx.adobe.com/creative-cloud/help/content-credentials.html>
    (Tool::Firefly, &["Adobe Firefly", "Adobe_Firefly"]),
    // `docs/watermarking-landscape.md` in <https://github.com/wiltodelta/remove-ai-watermarks>
    (Tool::BlackForestLabs, &["Black Forest Labs"]),
];
/// Most steps from the picture back to the one that it was made from.
const MAX_STEPS: usize = 16;

pub(super) fn read(records: &Records) -> Vec<Mark> {
    let signers = SIGNERS.iter();
    signers
        .filter_map(|(tool, names)| from_manifest(records, *tool, names))
        .collect()
}

/// A record from the manifest of the picture, or of what the whole of it was made from.
fn from_manifest(records: &Records, tool: Tool, names: &[&str]) -> Option<Mark> {
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
