//! `NovelAI`: text chunks of a PNG, and the same texts as one object of JSON, which is hidden in the
//! alpha channel or, in a WebP, stands in EXIF `UserComment`.
//!
//! `Software` is `NovelAI`, `Description` the prompt, `Source` the model and `Comment` a JSON object
//! of settings. Sources: <https://github.com/NovelAI/novelai-image-metadata>, and
//! `tryExpandNovelAIWebpFormat` in `utils/convert.ts` of <https://github.com/enslo/sd-metadata>.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, fields, generation, prompt};
use crate::finding::{Generation, Tool};

const SOFTWARE: &str = "NovelAI";
/// Where the texts may be one object.
const OBJECTS: [(Source, &str); 2] = [
    (Source::Stealth, "parameters"),
    (Source::Exif, "UserComment"),
];

pub(super) fn read(records: &Records) -> Option<Mark> {
    chunks(records).or_else(|| {
        let mut texts = records.texts_in(&OBJECTS);
        texts.find_map(|text| Some(Mark::new(in_one(&text.value)?, &[text])))
    })
}

fn chunks(records: &Records) -> Option<Mark> {
    let text = |name: &str| records.text(Source::Png, name);
    let software = text("Software").filter(|text| text.value.starts_with(SOFTWARE))?;
    let comment = text("Comment")?;
    let settings = fields::object(&comment.value)?;
    let value = |name: &str| text(name).map(|text| text.value.clone());
    let generation = parse(value("Description"), value("Source"), &settings)?;
    let others = ["Description", "Source"]
        .iter()
        .filter_map(|name| text(name));
    let texts: Vec<&Text> = [software, comment].into_iter().chain(others).collect();
    Some(Mark::new(generation, &texts))
}

fn in_one(text: &str) -> Option<Generation> {
    let object = fields::object(text)?;
    let value = |name: &str| object.get(name).and_then(fields::text);
    if !value("Software")?.starts_with(SOFTWARE) {
        return None;
    }
    let settings = fields::object(&value("Comment")?)?;
    parse(value("Description"), value("Source"), &settings)
}

fn parse(
    description: Option<String>,
    model: Option<String>,
    settings: &Map<String, Value>,
) -> Option<Generation> {
    if !(settings.contains_key("seed") && settings.contains_key("steps")) {
        return None;
    }
    let long = |name: &str| settings.get(name).and_then(fields::text);
    Some(Generation {
        prompt: description
            .or_else(|| long("prompt"))
            .and_then(|text| prompt(&text)),
        negative_prompt: long("uc").and_then(|text| prompt(&text)),
        model,
        seed: fields::first(settings, &["seed"]),
        settings: fields::settings(settings, &["prompt", "uc", "seed", "signed_hash"]),
        ..generation(Tool::NovelAi)
    })
}
