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

/// Most texts that are parsed for each of the two; a file has one.
const MAX_CANDIDATES: usize = 16;

type Graph = Map<String, Value>;

/// One of the two graphs.
struct Kind {
    name: &'static str,
    /// What its JSON has somewhere, so that other texts are not parsed.
    word: &'static str,
    fits: fn(&Graph) -> bool,
}

/// Some node of it has a class and inputs.
const PROMPT: Kind = Kind {
    name: "prompt",
    word: "class_type",
    fits: |graph| {
        graph
            .values()
            .any(|node| node.get("class_type").is_some() && node.get("inputs").is_some())
    },
};

const WORKFLOW: Kind = Kind {
    name: "workflow",
    word: "nodes",
    fits: |graph| graph.get("nodes").is_some_and(Value::is_array) && graph.contains_key("links"),
};

/// Something that may be one of the two graphs: the text it is from, and its JSON.
type Candidate<'a> = (&'a Text, Cow<'a, str>);

pub(super) fn read(records: &Records) -> Option<Mark> {
    let prompt = PROMPT.find(records);
    let drawn = WORKFLOW.find(records);
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

impl Kind {
    /// The first text with this graph.
    fn find<'a>(&self, records: &'a Records) -> Option<Candidate<'a>> {
        let texts = records.texts.iter();
        let mut candidates = texts
            .filter(|text| text.value.contains(self.word))
            .filter_map(|text| Some((text, self.json(text)?)))
            .take(MAX_CANDIDATES);
        candidates.find(|(_, json)| self.is_in(json))
    }

    /// What of a text may be the graph.
    fn json<'a>(&self, text: &'a Text) -> Option<Cow<'a, str>> {
        let value = text.value.as_str();
        match text.source {
            Source::Png if text.name.eq_ignore_ascii_case(self.name) => Some(value.into()),
            Source::Exif => {
                let (label, graph) = value.split_once(':')?;
                if label.trim().eq_ignore_ascii_case(self.name) {
                    Some(graph.into())
                } else {
                    self.field(value)
                }
            }
            Source::JpegComment => self.field(value),
            _ => None,
        }
    }

    /// A field of an object that has both graphs, as objects or as texts; or the object, which may
    /// be one itself.
    fn field<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if !text.trim_start().starts_with('{') {
            return None;
        }
        match fields::object(text).and_then(|mut object| object.remove(self.name)) {
            Some(Value::String(graph)) => Some(graph.into()),
            Some(graph @ Value::Object(_)) => Some(graph.to_string().into()),
            _ => Some(text.into()),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        if text.len() > MAX_JSON_BYTES {
            return text.trim_start().starts_with('{') && text.contains(self.word);
        }
        fields::object(text).is_some_and(|graph| (self.fits)(&graph))
    }
}
