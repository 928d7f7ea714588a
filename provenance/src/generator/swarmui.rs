//! `SwarmUI`: a JSON object with `sui_image_params`.
//!
//! In the text chunk `parameters` of a PNG or in EXIF `UserComment`. Source:
//! <https://github.com/mcmonkeyprojects/SwarmUI/blob/master/docs/Image%20Metadata%20Format.md>.

use super::{Mark, Records, Source, generation, json, prompt};
use crate::finding::{Generation, Tool};

const PLACES: [(Source, &str); 2] = [(Source::Png, "parameters"), (Source::Exif, "UserComment")];

pub(super) fn read(records: &Records) -> Option<Mark> {
    records.texts_in(&PLACES).find_map(|text| {
        let object = json::object(&text.value)?;
        let settings = object.get("sui_image_params")?.as_object()?;
        let long = |name: &str| prompt(&json::text(settings.get(name)?)?);
        let generation = Generation {
            prompt: long("prompt"),
            negative_prompt: long("negativeprompt"),
            model: json::first(settings, &["model"]),
            seed: json::first(settings, &["seed"]),
            settings: json::settings(settings, &["prompt", "negativeprompt", "model", "seed"]),
            ..generation(Tool::Other)
        };
        Some(Mark::new(generation, &[text]))
    })
}
