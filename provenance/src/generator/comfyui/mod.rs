//! `ComfyUI`: the graph that made the picture, as JSON.
//!
//! `prompt` is the graph as it was executed, `workflow` as it was drawn; either may be missing.
//! They stand in text chunks of a PNG; in the EXIF fields from `Make` or `Model` downwards, each
//! after its name and a colon; or together in one JSON object of `UserComment` or a comment.
//!
//! Sources: `SaveImage` in `nodes.py` and `SaveAnimatedWEBP` in `comfy_extras/nodes_images.py` of
//! <https://github.com/comfyanonymous/ComfyUI>; `Prompt: ` in `Make` and `Workflow: ` in
//! `ImageDescription`: `save_image_extended.py` of
//! <https://github.com/audioscavenger/save-image-extended-comfyui>.

mod graph;
mod workflow;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::fields::{self, MAX_JSON_BYTES};
use super::{Mark, Records, Source, Text, generation};
use crate::finding::{Generation, Tool};

type Graph = Map<String, Value>;

/// Something that may be one of the two graphs: the text it is from, and its JSON.
type Candidate<'a> = (&'a Text, Cow<'a, str>);

pub(super) fn read(records: &Records) -> Option<Mark> {
    let prompt = find(records, "prompt", is_prompt);
    let drawn = find(records, "workflow", is_workflow);
    let mut texts: Vec<&Text> = Vec::new();
    for (text, _) in [&prompt, &drawn].into_iter().flatten() {
        if !texts.iter().any(|known| std::ptr::eq(*known, *text)) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        return None;
    }
    let executed = prompt.and_then(|(_, json)| fields::object(&json));
    let parsed = executed.map(|graph| graph::parse(&graph));
    // A graph whose prompt is too long to be parsed may be drawn in less.
    let parsed = parsed.or_else(|| {
        let drawn = fields::object(&drawn?.1)?;
        Some(graph::parse(&workflow::executed(&drawn)))
    });
    let nothing = || generation(Tool::ComfyUi);
    let parsed: Generation = parsed.unwrap_or_else(nothing);
    Some(Mark::new(parsed, &texts))
}

/// The first text with the graph of this name.
fn find<'a>(records: &'a Records, name: &str, fits: fn(&str) -> bool) -> Option<Candidate<'a>> {
    let candidates = records.texts.iter().filter_map(|text| {
        let value = text.value.as_str();
        match text.source {
            Source::Png if text.name.eq_ignore_ascii_case(name) => Some((text, value.into())),
            Source::Exif => labelled(value, name)
                .map(|graph| (text, graph.into()))
                .or_else(|| Some((text, one_of_two(value, name)?))),
            Source::JpegComment => Some((text, one_of_two(value, name)?)),
            _ => None,
        }
    });
    candidates.into_iter().find(|(_, json)| fits(json))
}

/// What stands behind a name and a colon, with blanks or without.
fn labelled<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (label, graph) = text.split_once(':')?;
    label.trim().eq_ignore_ascii_case(name).then_some(graph)
}

/// A field of an object that has the graphs as objects or as texts; or the object, if it is one.
fn one_of_two<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    match fields::object(text).and_then(|mut object| object.remove(name)) {
        Some(Value::String(graph)) => Some(graph.into()),
        Some(graph @ Value::Object(_)) => Some(graph.to_string().into()),
        _ => Some(text.into()),
    }
}

/// Whether some node of the graph has a class and inputs.
fn is_prompt(text: &str) -> bool {
    if text.len() > MAX_JSON_BYTES {
        return text.trim_start().starts_with('{') && text.contains("\"class_type\"");
    }
    fields::object(text).is_some_and(|graph| {
        graph
            .values()
            .any(|node| node.get("class_type").is_some() && node.get("inputs").is_some())
    })
}

fn is_workflow(text: &str) -> bool {
    if text.len() > MAX_JSON_BYTES {
        return text.trim_start().starts_with('{') && text.contains("\"nodes\"");
    }
    fields::object(text).is_some_and(|graph| {
        graph.get("nodes").is_some_and(Value::is_array) && graph.contains_key("links")
    })
}
