//! `NovelAI`: text chunks of a PNG, and the same texts hidden in the alpha channel.
//!
//! `Software` is `NovelAI`, `Description` the prompt, `Source` the model and `Comment` a JSON object
//! of settings. Source: <https://github.com/NovelAI/novelai-image-metadata>.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, generation, json, prompt};
use crate::finding::{Generation, Tool};

const SOFTWARE: &str = "NovelAI";

pub(super) fn read(records: &Records) -> Option<Mark> {
    chunks(records).or_else(|| hidden(records))
}

fn chunks(records: &Records) -> Option<Mark> {
    let text = |name: &str| records.text(Source::Png, name);
    let software = text("Software").filter(|text| text.value == SOFTWARE)?;
    let comment = text("Comment")?;
    let settings = json::object(&comment.value)?;
    let value = |name: &str| text(name).map(|text| text.value.clone());
    let generation = parse(value("Description"), value("Source"), &settings)?;
    let others = ["Description", "Source"]
        .iter()
        .filter_map(|name| text(name));
    let texts: Vec<&Text> = [software, comment].into_iter().chain(others).collect();
    Some(Mark::new(generation, &texts))
}

fn hidden(records: &Records) -> Option<Mark> {
    let text = records.text(Source::Stealth, "parameters")?;
    let object = json::object(&text.value)?;
    let value = |name: &str| object.get(name).and_then(json::text);
    if value("Software")? != SOFTWARE {
        return None;
    }
    let settings = json::object(&value("Comment")?)?;
    let generation = parse(value("Description"), value("Source"), &settings)?;
    Some(Mark::new(generation, &[text]))
}

fn parse(
    description: Option<String>,
    model: Option<String>,
    settings: &Map<String, Value>,
) -> Option<Generation> {
    if !(settings.contains_key("seed") && settings.contains_key("steps")) {
        return None;
    }
    let long = |name: &str| settings.get(name).and_then(json::text);
    Some(Generation {
        prompt: description
            .or_else(|| long("prompt"))
            .and_then(|text| prompt(&text)),
        negative_prompt: long("uc").and_then(|text| prompt(&text)),
        model,
        seed: json::first(settings, &["seed"]),
        settings: json::settings(settings, &["prompt", "uc", "seed", "signed_hash"]),
        ..generation(Tool::NovelAi)
    })
}
