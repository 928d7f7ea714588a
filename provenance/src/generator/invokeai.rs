//! `InvokeAI`: text chunks of a PNG, one for each of its generations.
//!
//! Version 3 and later write the JSON object `invokeai_metadata`, version 2 `sd-metadata`, and both
//! 1 and 2 `Dream`, a command line. Sources: <https://github.com/invoke-ai/InvokeAI>,
//! `invokeai/app/services/image_files` and, at v2.3.5, `ldm/invoke/pngwriter.py`.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, generation, json, prompt};
use crate::finding::{Field, Generation, Tool};

const CHUNKS: [&str; 3] = ["invokeai_metadata", "sd-metadata", "Dream"];

pub(super) fn read(records: &Records) -> Option<Mark> {
    let parsers: [fn(&str) -> Option<Generation>; 3] = [metadata, sd_metadata, dream];
    let mut found = None;
    let mut texts: Vec<&Text> = Vec::new();
    for (name, parse) in CHUNKS.iter().zip(parsers) {
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
    let object = json::object(text)?;
    let known = ["positive_prompt", "generation_mode", "app_version"];
    if !known.iter().any(|name| object.contains_key(*name)) {
        return None;
    }
    let model = object.get("model").and_then(|model| {
        json::text(model)
            .or_else(|| json::first(model.as_object()?, &["model_name", "name", "key"]))
    });
    Some(Generation {
        prompt: long(&object, "positive_prompt"),
        negative_prompt: long(&object, "negative_prompt"),
        model,
        seed: json::first(&object, &["seed"]),
        settings: json::settings(
            &object,
            &["positive_prompt", "negative_prompt", "seed", "model"],
        ),
        ..generation(Tool::InvokeAi)
    })
}

fn sd_metadata(text: &str) -> Option<Generation> {
    let object = json::object(text)?;
    let image = object.get("image")?.as_object()?;
    let written = match image.get("prompt")? {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let parts = parts
                .iter()
                .filter_map(|part| json::text(part.get("prompt")?));
            parts.collect::<Vec<_>>().join(" ")
        }
        _ => return None,
    };
    let (positive, negative) = split_negative(&written);
    Some(Generation {
        prompt: prompt(&positive),
        negative_prompt: prompt(&negative),
        model: json::first(&object, &["model_weights", "model", "model_hash"]),
        seed: json::first(image, &["seed"]),
        settings: json::settings(image, &["prompt", "seed"]),
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

fn long(object: &Map<String, Value>, name: &str) -> Option<String> {
    prompt(object.get(name)?.as_str()?)
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
