//! `ComfyUI`: the graph that made the picture, as JSON.
//!
//! `prompt` is the graph as it was executed, `workflow` as it was drawn; text chunks of a PNG, and in
//! WebP EXIF fields from `Make` and `Model` downwards that start with these words. Source:
//! `SaveImage` and `SaveAnimatedWEBP` in <https://github.com/comfyanonymous/ComfyUI>.

use serde_json::{Map, Value};

use super::{MAX_SETTINGS, Mark, Records, Source, Text, generation, json, prompt};
use crate::finding::{Field, Generation, Tool};

/// Longest way from a sampler to the text that it is given.
const MAX_DEPTH: usize = 16;
/// Inputs of samplers and loaders that are settings.
const SETTINGS: [&str; 5] = ["steps", "cfg", "sampler_name", "scheduler", "denoise"];

type Graph = Map<String, Value>;

pub(super) fn read(records: &Records) -> Option<Mark> {
    let prompt = named(records, "prompt", is_prompt);
    let workflow = named(records, "workflow", is_workflow);
    let texts: Vec<&Text> = [prompt, workflow]
        .into_iter()
        .flatten()
        .map(|(text, _)| text)
        .collect();
    if texts.is_empty() {
        return None;
    }
    let generation = prompt
        .and_then(|(_, graph)| json::object(graph))
        .map_or_else(|| generation(Tool::ComfyUi), |graph| parse(&graph));
    Some(Mark::new(generation, &texts))
}

/// The text chunk, or the EXIF field that starts with its name.
fn named<'a>(
    records: &'a Records,
    name: &str,
    fits: fn(&str) -> bool,
) -> Option<(&'a Text, &'a str)> {
    let fields = ["Make", "Model", "ImageDescription", "Software", "Artist"];
    let chunk = records
        .text(Source::Png, name)
        .map(|text| (text, text.value.as_str()));
    let exif = || {
        fields.iter().find_map(|field| {
            let text = records.text(Source::Exif, field)?;
            let (prefix, graph) = text.value.split_once(':')?;
            prefix.eq_ignore_ascii_case(name).then_some((text, graph))
        })
    };
    chunk
        .filter(|(_, graph)| fits(graph))
        .or_else(|| exif().filter(|(_, graph)| fits(graph)))
}

/// Whether some node of the graph has a class and inputs.
fn is_prompt(text: &str) -> bool {
    if text.len() > json::MAX_JSON_BYTES {
        return text.starts_with('{') && text.contains("\"class_type\"");
    }
    json::object(text).is_some_and(|graph| {
        graph
            .values()
            .any(|node| node.get("class_type").is_some() && node.get("inputs").is_some())
    })
}

fn is_workflow(text: &str) -> bool {
    if text.len() > json::MAX_JSON_BYTES {
        return text.starts_with('{') && text.contains("\"nodes\"");
    }
    json::object(text).is_some_and(|graph| {
        graph.get("nodes").is_some_and(Value::is_array) && graph.contains_key("links")
    })
}

fn parse(graph: &Graph) -> Generation {
    let sampler = graph
        .values()
        .filter_map(inputs)
        .find(|inputs| inputs.contains_key("positive") && seed(graph, inputs).is_some());
    let any = |names: &[&str]| {
        let mut inputs = graph.values().filter_map(inputs);
        inputs.find_map(|inputs| json::first(inputs, names))
    };
    let along = |name: &str| text_behind(graph, sampler?.get(name)?, 0);
    let texts = |name: &str| along(name).and_then(|text| prompt(&text));
    Generation {
        prompt: texts("positive").or_else(|| prompt(&encoded_text(graph)?)),
        negative_prompt: texts("negative"),
        model: any(&["ckpt_name", "unet_name", "model_name"]),
        seed: sampler
            .and_then(|inputs| seed(graph, inputs))
            .or_else(|| any(&["noise_seed", "seed"])),
        settings: SETTINGS
            .iter()
            .filter_map(|name| {
                let value = sampler.and_then(|inputs| json::text(inputs.get(*name)?));
                Some(Field::new(*name, value.or_else(|| any(&[name]))?))
            })
            .take(MAX_SETTINGS)
            .collect(),
        ..generation(Tool::ComfyUi)
    }
}

fn inputs(node: &Value) -> Option<&Graph> {
    node.get("inputs")?.as_object()
}

/// The node that a link `[node, output]` comes from.
fn linked<'a>(graph: &'a Graph, link: &Value) -> Option<&'a Graph> {
    inputs(graph.get(link.get(0)?.as_str()?)?)
}

fn seed(graph: &Graph, sampler: &Graph) -> Option<String> {
    ["seed", "noise_seed"].iter().find_map(|name| {
        let value = sampler.get(*name)?;
        json::text(value).or_else(|| json::first(linked(graph, value)?, &["seed", "value"]))
    })
}

/// The text that reaches an input: follows links until a node has a text.
fn text_behind(graph: &Graph, link: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    let inputs = linked(graph, link)?;
    json::first(inputs, &["text", "text_g", "prompt", "string", "value"]).or_else(|| {
        // One way, so that a graph that branches at every node is not walked for ever.
        let next = [
            "text",
            "conditioning",
            "conditioning_1",
            "positive",
            "prompt",
            "string",
        ];
        let link = next
            .iter()
            .find_map(|name| inputs.get(*name).filter(|link| link.is_array()))?;
        text_behind(graph, link, depth.saturating_add(1))
    })
}

/// The longest text of an encoder, where no sampler says which one is the prompt.
fn encoded_text(graph: &Graph) -> Option<String> {
    let is_encoder = |node: &&Value| {
        let class = node.get("class_type").and_then(Value::as_str);
        class.is_some_and(|class| class.contains("TextEncode"))
    };
    let encoders = graph.values().filter(is_encoder).filter_map(inputs);
    encoders
        .filter_map(|inputs| json::first(inputs, &["text", "text_g", "prompt"]))
        .max_by_key(String::len)
}
