//! A graph as it was drawn, as one that can be executed.
//!
//! A node's `inputs` name what is linked; the values of its widgets stand in a list without names.
//! Newer programs name widgets among the inputs. For the nodes that most graphs consist of, the
//! names are known here. Source: `graphToPrompt` in
//! <https://github.com/Comfy-Org/ComfyUI_frontend/blob/main/src/utils/executionUtil.ts>.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Graph;

/// Most nodes and links that are looked at.
const MAX_PARTS: usize = 4096;
/// A widget that the page puts behind a seed, and no input.
const CONTROL: &str = "control_after_generate";
/// Its values.
const CONTROLS: [&str; 4] = ["fixed", "increment", "decrement", "randomize"];
/// How nodes are switched off: never, and bypassed.
const SWITCHED_OFF: [u64; 2] = [2, 4];

/// Classes of nodes with the names of their widgets.
const WIDGETS: [(&str, &[&str]); 13] = [
    (
        "KSampler",
        &[
            "seed",
            CONTROL,
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
            "denoise",
        ],
    ),
    (
        "KSamplerAdvanced",
        &[
            "add_noise",
            "noise_seed",
            CONTROL,
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
        ],
    ),
    (
        "SamplerCustom",
        &["add_noise", "noise_seed", CONTROL, "cfg"],
    ),
    ("RandomNoise", &["noise_seed", CONTROL]),
    ("KSamplerSelect", &["sampler_name"]),
    ("BasicScheduler", &["scheduler", "steps", "denoise"]),
    ("CFGGuider", &["cfg"]),
    ("FluxGuidance", &["guidance"]),
    ("CLIPTextEncode", &["text"]),
    ("CheckpointLoaderSimple", &["ckpt_name"]),
    ("UNETLoader", &["unet_name"]),
    ("PrimitiveNode", &["value", CONTROL]),
    ("PrimitiveStringMultiline", &["value"]),
];

/// The nodes of a workflow by their number, with named inputs and links `[node, output]`.
pub(super) fn executed(workflow: &Graph) -> Graph {
    let list = |name: &str| workflow.get(name).and_then(Value::as_array);
    let links = list("links").into_iter().flatten().take(MAX_PARTS);
    let links: BTreeMap<String, Value> = links.filter_map(link).collect();
    let nodes = list("nodes").into_iter().flatten().take(MAX_PARTS);
    nodes.filter_map(|drawn| node(drawn, &links)).collect()
}

/// A link's number and where it comes from: `[number, node, output, …]`, or an object.
fn link(link: &Value) -> Option<(String, Value)> {
    let part = |index: usize, name: &str| link.get(index).or_else(|| link.get(name));
    let origin = [part(1, "origin_id")?, part(2, "origin_slot")?];
    Some((
        key(part(0, "id")?),
        origin.map(Value::clone).to_vec().into(),
    ))
}

/// A number or a name as a name.
fn key(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn node(drawn: &Value, links: &BTreeMap<String, Value>) -> Option<(String, Value)> {
    let mode = drawn.get("mode").and_then(Value::as_u64).unwrap_or(0);
    if SWITCHED_OFF.contains(&mode) {
        return None;
    }
    let class = drawn.get("type")?.as_str()?;
    let mut inputs = Map::new();
    let slots = drawn.get("inputs").and_then(Value::as_array);
    let slots = || slots.into_iter().flatten().take(MAX_PARTS);
    let known = WIDGETS.iter().find(|(name, _)| *name == class);
    let names: Vec<&str> = match known {
        Some((_, names)) => names.to_vec(),
        // What has a widget is listed in the order of the values.
        None => slots()
            .filter_map(|slot| slot.get("widget")?.get("name")?.as_str())
            .collect(),
    };
    match drawn.get("widgets_values") {
        Some(Value::Array(values)) => {
            let is_control = |value: &&Value| {
                known.is_none()
                    && value
                        .as_str()
                        .is_some_and(|value| CONTROLS.contains(&value))
            };
            let values = values.iter().filter(|value| !is_control(value));
            for (name, value) in names.iter().zip(values) {
                inputs.insert((*name).to_owned(), value.clone());
            }
        }
        Some(Value::Object(values)) => inputs.extend(values.clone()),
        _ => {}
    }
    for slot in slots() {
        let origin = slot.get("link").and_then(|link| links.get(&key(link)));
        if let (Some(name), Some(origin)) = (slot.get("name").and_then(Value::as_str), origin) {
            inputs.insert(name.to_owned(), origin.clone());
        }
    }
    let node = Map::from_iter([
        ("class_type".to_owned(), class.into()),
        ("inputs".to_owned(), inputs.into()),
    ]);
    Some((key(drawn.get("id")?), node.into()))
}
