//! What a graph says: the way from the sampler back to its texts, its model and its seed.

use serde_json::Value;

use super::Graph;
use crate::finding::{Field, Generation, Tool};
use crate::generator::{fields, generation, prompt};

/// Most nodes that are visited for one text; a graph may lead round in circles.
const MAX_VISITS: usize = 256;
/// Longest way, because each step is a call.
const MAX_DEPTH: usize = 64;
/// Inputs of samplers and loaders that are settings.
const SETTINGS: [&str; 6] = [
    "steps",
    "cfg",
    "guidance",
    "sampler_name",
    "scheduler",
    "denoise",
];
/// Nodes that custom samplers have parts of their work done by.
const PARTS: [&str; 4] = ["guider", "noise", "sampler", "sigmas"];
const SEEDS: [&str; 4] = ["seed", "noise_seed", "value", "int"];
const MODELS: [&str; 5] = [
    "ckpt_name",
    "unet_name",
    "base_ckpt_name",
    "model_path",
    "model_name",
];
/// Inputs that hold a text, or lead to one.
const TEXTS: [&str; 13] = [
    "text",
    "text_g",
    "text_l",
    "t5xxl",
    "clip_l",
    "prompt",
    "Text",
    "prompt_text",
    "populated_text",
    "string",
    "string_a",
    "value",
    "text_0",
];
/// Inputs that lead to a text without having one.
const WAYS: [&str; 8] = [
    "conditioning",
    "conditioning_1",
    "conditioning_to",
    "source",
    "on_true",
    "on_false",
    "text1",
    "any_01",
];
/// What both prompts come through, with the names of their own.
const POSITIVE: [&str; 3] = ["positive", "text_positive", "positive_prompt"];
const NEGATIVE: [&str; 3] = ["negative", "text_negative", "negative_prompt"];
/// Nodes that give something else than their inputs say: an empty conditioning, and a text that a
/// language model wrote.
const OPAQUE: [&str; 2] = ["ConditioningZeroOut", "TextGenerate"];

pub(super) fn parse(graph: &Graph) -> Generation {
    let sampler = graph
        .values()
        .filter_map(inputs)
        .map(|inputs| Sampler::new(graph, inputs))
        .find(|sampler| sampler.conditions().is_some() && sampler.seed().is_some());
    let any = |names: &[&str]| {
        let mut inputs = graph.values().filter_map(inputs);
        inputs.find_map(|inputs| fields::first(inputs, names))
    };
    let sampler = sampler.as_ref();
    let texts = |names: &[&str]| {
        let (conditions, found) = sampler?.conditions()?;
        // A guider without a negative side names its only conditioning otherwise.
        let only = found == "conditioning" && names == POSITIVE;
        let start = if only {
            Some("conditioning")
        } else {
            names.first().copied()
        }?;
        let mut walk = Walk {
            graph,
            names,
            visits: MAX_VISITS,
        };
        prompt(&walk.text(conditions.get(start)?, 0)?)
    };
    Generation {
        prompt: texts(&POSITIVE).or_else(|| prompt(&encoded_text(graph)?)),
        negative_prompt: texts(&NEGATIVE),
        model: sampler
            .and_then(|sampler| model_behind(graph, sampler.inputs))
            .or_else(|| loaded_model(graph)),
        seed: sampler
            .and_then(Sampler::seed)
            .or_else(|| any(&["noise_seed", "seed"])),
        settings: SETTINGS
            .iter()
            .filter_map(|name| {
                let value = sampler.and_then(|sampler| sampler.setting(name));
                Some(Field::new(*name, value.or_else(|| any(&[name]))?))
            })
            .collect(),
        ..generation(Tool::ComfyUi)
    }
}

/// A node that samples, with those that it has parts of its work done by.
struct Sampler<'a> {
    graph: &'a Graph,
    inputs: &'a Graph,
    parts: Vec<&'a Graph>,
}

impl<'a> Sampler<'a> {
    fn new(graph: &'a Graph, inputs: &'a Graph) -> Self {
        let parts = PARTS
            .iter()
            .filter_map(|name| linked(graph, inputs.get(*name)?));
        Self {
            graph,
            inputs,
            parts: std::iter::once(inputs).chain(parts).collect(),
        }
    }

    /// The node that has the conditions, and the input by which it was known.
    fn conditions(&self) -> Option<(&'a Graph, &'static str)> {
        let mut parts = self.parts.iter().enumerate();
        parts.find_map(|(index, part)| {
            if part.contains_key("positive") {
                return Some((*part, "positive"));
            }
            // Only a guider is sure to sample by it.
            (index > 0 && part.contains_key("conditioning")).then_some((*part, "conditioning"))
        })
    }

    fn seed(&self) -> Option<String> {
        self.parts
            .iter()
            .find_map(|part| number(self.graph, part, &["seed", "noise_seed"], 0))
    }

    fn setting(&self, name: &str) -> Option<String> {
        let mut parts = self.parts.iter();
        parts.find_map(|part| number(self.graph, part, &[name], 0))
    }
}

/// An input with a value, or with a link to a node that has one.
fn number(graph: &Graph, inputs: &Graph, names: &[&str], depth: usize) -> Option<String> {
    names.iter().find_map(|name| {
        let value = inputs.get(*name)?;
        fields::text(value).or_else(|| {
            let next = linked(graph, value).filter(|_| depth < MAX_DEPTH)?;
            number(graph, next, &SEEDS, depth.saturating_add(1))
        })
    })
}

fn inputs(node: &Value) -> Option<&Graph> {
    node.get("inputs")?.as_object()
}

/// The node that a link `[node, output]` comes from.
fn node<'a>(graph: &'a Graph, link: &Value) -> Option<&'a Value> {
    match link.get(0)? {
        Value::String(name) => graph.get(name),
        Value::Number(number) => graph.get(&number.to_string()),
        _ => None,
    }
}

fn linked<'a>(graph: &'a Graph, link: &Value) -> Option<&'a Graph> {
    inputs(node(graph, link)?)
}

fn class(node: &Value) -> &str {
    node.get("class_type")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A way back through the graph.
struct Walk<'a> {
    graph: &'a Graph,
    /// The inputs that belong to the side of the prompt that is looked for.
    names: &'a [&'a str],
    /// Nodes that may still be visited.
    visits: usize,
}

impl Walk<'_> {
    /// The text that reaches an input: its own, or the first that a link leads to.
    fn text(&mut self, input: &Value, depth: usize) -> Option<String> {
        if !input.is_array() {
            return input.as_str().and(fields::text(input));
        }
        self.visits = self.visits.checked_sub(1)?;
        let node = node(self.graph, input)?;
        if depth >= MAX_DEPTH || OPAQUE.contains(&class(node)) {
            return None;
        }
        let inputs = inputs(node)?;
        let own = self.names.iter().chain(&TEXTS);
        let text = |name: &&str| inputs.get(*name).filter(|value| value.is_string());
        let own = own.clone().find_map(|name| fields::text(text(name)?));
        own.or_else(|| {
            let ways = self.names.iter().chain(&TEXTS).chain(&WAYS);
            let links: Vec<&Value> = ways.filter_map(|name| inputs.get(*name)).collect();
            let mut links = links.into_iter().filter(|link| link.is_array());
            links.find_map(|link| self.text(link, depth.saturating_add(1)))
        })
    }
}

/// The file that the sampler's model was loaded from, through whatever changed it on the way.
fn model_behind(graph: &Graph, sampler: &Graph) -> Option<String> {
    let mut inputs = sampler;
    for _ in 0..MAX_DEPTH {
        let links = ["model", "guider", "basic_pipe", "model1"];
        let link = links.iter().find_map(|name| inputs.get(*name))?;
        inputs = linked(graph, link)?;
        if let Some(name) = model_name(inputs, &MODELS) {
            return Some(name);
        }
    }
    None
}

/// The first model of a loader that is none for enlarging.
fn loaded_model(graph: &Graph) -> Option<String> {
    MODELS.iter().find_map(|name| {
        let loaders = graph
            .values()
            .filter(|node| !class(node).contains("Upscale"));
        loaders
            .filter_map(inputs)
            .find_map(|inputs| model_name(inputs, &[name]))
    })
}

/// A file's name, bare or as the `content` of a widget.
fn model_name(inputs: &Graph, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let value = inputs.get(*name)?;
        fields::text(value).or_else(|| fields::text(value.get("content")?))
    })
}

/// The longest text of an encoder, where no sampler says which one is the prompt.
fn encoded_text(graph: &Graph) -> Option<String> {
    let encoders = graph
        .values()
        .filter(|node| class(node).contains("TextEncode"));
    encoders
        .filter_map(inputs)
        .filter_map(|inputs| fields::first(inputs, &["text", "text_g", "prompt"]))
        .max_by_key(String::len)
}
