//! AUTOMATIC1111's Stable Diffusion web UI, and the many programs that write as it does: Forge and
//! reForge (`Version: f2.0.1v1.10.1-…`), SD.Next, Civitai, Fooocus with its scheme `a1111`, and
//! nodes of `ComfyUI` that save pictures.
//!
//! The prompt, a line that starts with `Negative prompt:`, and a line of settings that starts with
//! `Steps:`; in the text chunk `parameters` of a PNG, in EXIF `UserComment`, in the comment of a
//! GIF, or hidden in pixels. Programs that keep a comment in one line lose the ends of the lines.
//! Sources: `create_infotext` in `modules/processing.py` and `parse_generation_parameters` in
//! `modules/infotext_utils.py` of <https://github.com/AUTOMATIC1111/stable-diffusion-webui>;
//! `A1111MetadataParser` in
//! <https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py>.

use super::{MAX_SETTINGS, Mark, Records, Source, generation, prompt};
use crate::finding::{Field, Generation, Tool};

const PLACES: [(Source, &str); 4] = [
    (Source::Png, "parameters"),
    (Source::Exif, "UserComment"),
    (Source::GifComment, "Comment"),
    (Source::Stealth, "parameters"),
];
/// How the setting `Version` begins where another program wrote the record.
const VERSIONS: [(&str, Tool); 2] = [("Fooocus", Tool::Fooocus), ("ComfyUI", Tool::ComfyUi)];
const NEGATIVE: &str = "Negative prompt:";
const STEPS: &str = "Steps:";

pub(super) fn read(records: &Records) -> Option<Mark> {
    records
        .texts_in(&PLACES)
        .find_map(|text| Some(Mark::new(parse(&text.value)?, &[text])))
}

/// The record that `text` is; `None` without the settings.
fn parse(text: &str) -> Option<Generation> {
    let (before, settings) = split_settings(text.trim())?;
    let negative = starts(before, NEGATIVE)
        .next()
        .or_else(|| before.find(NEGATIVE));
    let (positive, negative) = negative
        .and_then(|at| before.split_at_checked(at))
        .unwrap_or((before, ""));
    let setting = |name: &str| {
        let field = settings.iter().find(|field| field.name == name)?;
        Some(field.value.clone())
    };
    let version = setting("Version").unwrap_or_default();
    let other = VERSIONS
        .iter()
        .find(|(start, _)| version.starts_with(start));
    Some(Generation {
        prompt: prompt(positive),
        negative_prompt: prompt(negative.trim_start_matches(NEGATIVE)),
        model: setting("Model").or_else(|| setting("Model hash")),
        seed: setting("Seed"),
        settings: settings
            .iter()
            .filter(|field| !matches!(field.name.as_str(), "Model" | "Seed"))
            .take(MAX_SETTINGS)
            .cloned()
            .collect(),
        ..generation(other.map_or(Tool::Automatic1111, |(_, tool)| *tool))
    })
}

/// Where a line starts with `word`, the last first.
fn starts<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.rmatch_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            at == 0
                || text
                    .get(..at)
                    .is_some_and(|before| before.ends_with(['\n', '\r']))
        })
}

/// What stands in front of the settings, and these.
fn split_settings(text: &str) -> Option<(&str, Vec<Field>)> {
    let at_line = starts(text, STEPS).find_map(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        // A sentence of a prompt does not go on with a number and another setting.
        let settings = settings(rest.lines().next()?);
        (settings.len() >= 3).then_some((before, settings))
    });
    at_line.or_else(|| {
        let (before, rest) = text.split_at_checked(text.rfind(STEPS)?)?;
        let settings = settings(rest.lines().next()?);
        // Not at the start of a line only what no recipe for a cake has.
        let has = |name: &str| settings.iter().any(|field| field.name == name);
        (has("Sampler") && has("Seed")).then_some((before, settings))
    })
}

/// `Name: value` pairs between commas, the first with a number; a value with commas is a JSON string
/// or object.
fn settings(line: &str) -> Vec<Field> {
    let mut quoted = false;
    let mut escaped = false;
    let mut depth = 0_usize;
    let pairs = line.split(|c| {
        let comma = c == ',' && !quoted && depth == 0;
        match c {
            '"' if !escaped => quoted = !quoted,
            '{' if !quoted => depth = depth.saturating_add(1),
            '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        comma
    });
    let pairs: Vec<Field> = pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once(':')?;
            Some(Field::new(name.trim(), unquoted(value.trim())))
        })
        .take(MAX_SETTINGS.saturating_mul(2))
        .collect();
    let steps = pairs
        .first()
        .map(|field| field.value.as_str())
        .unwrap_or_default();
    let is_number = !steps.is_empty() && steps.chars().all(|c| c.is_ascii_digit());
    if is_number { pairs } else { Vec::new() }
}

/// What a JSON string says; a quotation mark too few is no reason to keep the other.
fn unquoted(value: &str) -> String {
    let string = serde_json::from_str(value)
        .ok()
        .filter(|_| value.starts_with('"'));
    string.unwrap_or_else(|| value.trim_matches('"').to_owned())
}
