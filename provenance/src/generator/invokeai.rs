//! `InvokeAI`: text chunks of a PNG, one for each of its generations.
//!
//! Version 3 and later write the JSON object `invokeai_metadata`, and from 4 on `invokeai_graph`, in
//! which the same object is a node; version 2 `sd-metadata`, and both 1 and 2 `Dream`, a command
//! line. Sources: <https://github.com/invoke-ai/InvokeAI>, `DiskImageFileStorage.save` in
//! `invokeai/app/services/image_files/image_files_disk.py`, `CoreMetadataInvocation` in
//! `invokeai/app/invocations/metadata.py`, and, at v2.3.5, `ldm/invoke/pngwriter.py`.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, fields, generation, prompt};
use crate::finding::{Field, Generation, Tool};

type Reader = fn(&str) -> Option<Generation>;

/// Names of chunks with what reads them; the first that is there has the record.
const CHUNKS: [(&str, Reader); 6] = [
    ("invokeai_metadata", metadata),
    ("invokeai_graph", graph),
    ("sd-metadata", sd_metadata),
    ("dream_metadata", sd_metadata),
    ("Dream", dream),
    ("dream", dream),
];
/// The names of each prompt's nodes start so, in the program's own graphs.
const POSITIVE_NODES: [&str; 2] = ["positive_prompt", "pos_cond"];
const NEGATIVE_NODES: [&str; 2] = ["negative_prompt", "neg_cond"];

pub(super) fn read(records: &Records) -> Option<Mark> {
    let mut found = None;
    let mut texts: Vec<&Text> = Vec::new();
    for (name, parse) in CHUNKS {
        if let Some(text) = records.text(Source::Png, name)
            && let Some(generation) = parse(&text.value)
        {
            texts.push(text);
            found.get_or_insert(generation);
        }
    }
    Some(Mark::new(found?, &texts))
}

fn metadata(text: &str) -> Option<Generation> {
    let object = fields::object(text)?;
    let known = ["positive_prompt", "generation_mode", "app_version"];
    let is_record = known.iter().any(|name| object.contains_key(*name));
    is_record.then(|| core(&object))
}

/// What `CoreMetadataInvocation` knows of.
fn core(object: &Map<String, Value>) -> Generation {
    let models = ["model.model_name", "model.name", "model.key", "model"];
    let except = [
        "positive_prompt",
        "negative_prompt",
        "seed",
        "model",
        "id",
        "type",
    ];
    Generation {
        prompt: fields::long(object, &["positive_prompt"]),
        negative_prompt: fields::long(object, &["negative_prompt"]),
        model: fields::first(object, &models),
        seed: fields::first(object, &["seed"]),
        settings: fields::settings(object, &except),
        ..generation(Tool::InvokeAi)
    }
}

/// Nodes by name: one of the type `core_metadata`, and those that the prompts are typed into.
fn graph(text: &str) -> Option<Generation> {
    let object = fields::object(text)?;
    let nodes = object
        .get("nodes")?
        .as_object()
        .filter(|_| object.contains_key("edges"))?;
    let of_type = |kind: &str| {
        let mut nodes = nodes.values().filter_map(Value::as_object);
        nodes.find(|node| node.get("type").and_then(Value::as_str) == Some(kind))
    };
    let typed = |names: &[&str]| {
        names.iter().find_map(|name| {
            let mut nodes = nodes.iter().filter(|(node, _)| node.starts_with(name));
            nodes.find_map(|(_, node)| fields::long(node.as_object()?, &["prompt", "value"]))
        })
    };
    let found = core(of_type("core_metadata")?);
    let seed = || {
        let mut nodes = nodes.iter().filter(|(name, _)| name.starts_with("seed"));
        nodes.find_map(|(_, node)| fields::first(node.as_object()?, &["value"]))
    };
    Some(Generation {
        prompt: found.prompt.or_else(|| typed(&POSITIVE_NODES)),
        negative_prompt: found.negative_prompt.or_else(|| typed(&NEGATIVE_NODES)),
        seed: found.seed.or_else(seed),
        ..found
    })
}

fn sd_metadata(text: &str) -> Option<Generation> {
    let object = fields::object(text)?;
    let image = object.get("image")?.as_object()?;
    let written = match image.get("prompt")? {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let parts = parts
                .iter()
                .filter_map(|part| fields::text(part.get("prompt")?));
            parts.collect::<Vec<_>>().join(" ")
        }
        _ => return None,
    };
    let (positive, negative) = split_negative(&written);
    Some(Generation {
        prompt: prompt(&positive),
        negative_prompt: prompt(&negative),
        model: fields::first(&object, &["model_weights", "model", "model_hash"]),
        seed: fields::first(image, &["seed"]),
        settings: fields::settings(image, &["prompt", "seed"]),
        ..generation(Tool::InvokeAi)
    })
}

/// `"prompt" -s steps -S seed -A sampler …`
fn dream(text: &str) -> Option<Generation> {
    let (written, options) = text.trim().strip_prefix('"')?.rsplit_once('"')?;
    let mut settings: Vec<Field> = Vec::new();
    for word in options.split_whitespace().take(super::MAX_SETTINGS) {
        let name = word
            .strip_prefix('-')
            .filter(|name| name.starts_with(|c: char| c.is_alphabetic()));
        match (name, settings.last_mut()) {
            (Some(name), _) => settings.push(Field::new(name, "")),
            (None, Some(field)) if field.value.is_empty() => field.value.push_str(word),
            (None, Some(field)) => field.value.extend([" ", word]),
            (None, None) => return None,
        }
    }
    let seed = settings
        .iter()
        .find(|field| field.name == "S")?
        .value
        .clone();
    let (positive, negative) = split_negative(written);
    settings.retain(|field| field.name != "S");
    Some(Generation {
        prompt: prompt(&positive),
        negative_prompt: prompt(&negative),
        seed: Some(seed),
        settings,
        ..generation(Tool::InvokeAi)
    })
}

/// What stands in brackets is to be avoided.
fn split_negative(written: &str) -> (String, String) {
    let (mut positive, mut negative) = (String::new(), String::new());
    let mut rest = written;
    while let Some((before, inside, after)) = bracket(rest) {
        positive.push_str(before);
        if !negative.is_empty() {
            negative.push_str(", ");
        }
        negative.push_str(inside);
        rest = after;
    }
    positive.push_str(rest);
    (positive, negative)
}

fn bracket(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('[')?;
    let (inside, after) = rest.split_once(']')?;
    Some((before, inside, after))
}
