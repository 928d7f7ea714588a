//! AUTOMATIC1111's Stable Diffusion web UI, and the many programs that write as it does.
//!
//! The prompt, a line that starts with `Negative prompt:`, and a last line of settings that starts
//! with `Steps:`; in the text chunk `parameters` of a PNG, in EXIF `UserComment`, in the comment of
//! a GIF, or hidden in pixels. Source: `create_infotext` and `parse_generation_parameters` in
//! <https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/master/modules/infotext_utils.py>.

use super::{MAX_SETTINGS, Mark, Records, Source, generation, prompt};
use crate::finding::{Field, Generation, Tool};

const PLACES: [(Source, &str); 4] = [
    (Source::Png, "parameters"),
    (Source::Exif, "UserComment"),
    (Source::GifComment, "Comment"),
    (Source::Stealth, "parameters"),
];

pub(super) fn read(records: &Records) -> Option<Mark> {
    records
        .texts_in(&PLACES)
        .find_map(|text| Some(Mark::new(parse(&text.value)?, &[text])))
}

/// The record that `text` is; `None` without the line of settings.
pub(super) fn parse(text: &str) -> Option<Generation> {
    let text = text.trim();
    let (before, last) = split_settings(text)?;
    let (positive, negative) = before
        .split_once("Negative prompt:")
        .unwrap_or((before, ""));
    let settings = settings(last);
    let setting = |name: &str| {
        let field = settings.iter().find(|field| field.name == name)?;
        Some(field.value.clone())
    };
    let fooocus = setting("Version").is_some_and(|version| version.starts_with("Fooocus"));
    Some(Generation {
        prompt: prompt(positive),
        negative_prompt: prompt(negative),
        model: setting("Model").or_else(|| setting("Model hash")),
        seed: setting("Seed"),
        settings: settings
            .iter()
            .filter(|field| !matches!(field.name.as_str(), "Model" | "Seed"))
            .take(MAX_SETTINGS)
            .cloned()
            .collect(),
        ..generation(if fooocus {
            Tool::Fooocus
        } else {
            Tool::Automatic1111
        })
    })
}

/// What stands in front of the last line of settings, and that line.
fn split_settings(text: &str) -> Option<(&str, &str)> {
    let at = text
        .rmatch_indices("Steps:")
        .map(|(at, _)| at)
        .find(|&at| at == 0 || text.get(..at).is_some_and(|before| before.ends_with('\n')))?;
    let (before, settings) = text.split_at_checked(at)?;
    let line = settings.lines().next()?;
    let steps = line.strip_prefix("Steps:")?.trim_start();
    // A sentence of a prompt does not go on with a number and another setting.
    let digits = steps.trim_start_matches(|c: char| c.is_ascii_digit());
    (digits.len() < steps.len() && digits.starts_with(',') && line.matches(':').count() >= 3)
        .then_some((before, line))
}

/// `Name: value` pairs between commas; a value with commas is a JSON string.
fn settings(line: &str) -> Vec<Field> {
    let mut quoted = false;
    let mut escaped = false;
    let pairs = line.split(|c| {
        let comma = c == ',' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        comma
    });
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once(':')?;
            Some(Field::new(name.trim(), value.trim().trim_matches('"')))
        })
        .take(MAX_SETTINGS.saturating_mul(2))
        .collect()
}
