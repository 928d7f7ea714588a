//! Fooocus: a JSON object.
//!
//! In the text chunk `parameters` of a PNG beside `fooocus_scheme`, or in EXIF `UserComment`; older
//! ones in a `Comment`. With the other scheme, `a1111`, it writes as AUTOMATIC1111 does and names
//! itself as `Version`. Source: `FooocusMetadataParser` in
//! <https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py>.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, generation, json, prompt};
use crate::finding::{Generation, Tool};

const PLACES: [(Source, &str); 4] = [
    (Source::Png, "parameters"),
    (Source::Exif, "UserComment"),
    (Source::Png, "Comment"),
    (Source::JpegComment, "Comment"),
];

pub(super) fn read(records: &Records) -> Option<Mark> {
    let schemes = [(Source::Png, "fooocus_scheme"), (Source::Exif, "MakerNote")];
    let scheme = records
        .texts_in(&schemes)
        .find(|text| matches!(text.value.as_str(), "fooocus" | "a1111"));
    records.texts_in(&PLACES).find_map(|text| {
        let object = json::object(&text.value)?;
        if !(is_record(&object) || (scheme.is_some() && object.contains_key("prompt"))) {
            return None;
        }
        let texts: Vec<&Text> = [Some(text), scheme].into_iter().flatten().collect();
        Some(Mark::new(parse(&object), &texts))
    })
}

/// The names that only Fooocus's records have together.
fn is_record(object: &Map<String, Value>) -> bool {
    let has = |name| object.contains_key(name);
    let model = has("base_model") || has("base_model_name");
    model && (has("prompt") || has("full_prompt")) && has("sampler") && has("seed")
}

fn parse(object: &Map<String, Value>) -> Generation {
    let long = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| json::text(object.get(*name)?))
            .and_then(|text| prompt(&text))
    };
    Generation {
        prompt: long(&["prompt"]).or_else(|| joined(object.get("full_prompt")?)),
        negative_prompt: long(&["negative_prompt"])
            .or_else(|| joined(object.get("full_negative_prompt")?)),
        model: json::first(
            object,
            &["base_model", "base_model_name", "base_model_hash"],
        ),
        seed: json::first(object, &["seed"]),
        settings: json::settings(
            object,
            &[
                "prompt",
                "negative_prompt",
                "base_model",
                "base_model_name",
                "seed",
            ],
        ),
        ..generation(Tool::Fooocus)
    }
}

/// What is left of a prompt when the one that the person wrote is empty.
fn joined(parts: &Value) -> Option<String> {
    let parts: Vec<String> = parts.as_array()?.iter().filter_map(json::text).collect();
    prompt(&parts.join("\n"))
}
