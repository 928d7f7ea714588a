//! `ComfyUI`'s graphs, in every place and with every fault that programs around it write.

use crate::support::exif::{
    ARTIST, IMAGE_DESCRIPTION, MAKE, MODEL, SOFTWARE, USER_COMMENT, Value, texts, user_comment,
};
use crate::support::*;
use spectrafide_provenance::finding::{Generation, Tool};

/// A graph in which a node could not say whether it had changed.
const PROMPT: &str = r#"{
    "3": {"class_type": "KSampler", "inputs": {"seed": 15668, "steps": 20, "cfg": 8.0,
          "sampler_name": "euler", "scheduler": "normal", "model": ["4", 0],
          "positive": ["6", 0], "negative": ["7", 0]}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5.safetensors"}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a yellow train", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "watermark", "clip": ["4", 1]}},
    "69": {"class_type": "Random Number", "inputs": {"maximum": 10}, "is_changed": NaN}}"#;
/// The same as it was drawn.
const WORKFLOW: &str = r#"{"last_node_id": 9, "nodes": [
    {"id": 3, "type": "KSampler", "mode": 0,
     "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 4},
                {"name": "negative", "link": 6}],
     "widgets_values": [15668, "randomize", 20, 8, "euler", "normal", 1]},
    {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["v1-5.safetensors"]},
    {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a yellow train"]},
    {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["watermark"]},
    {"id": 8, "type": "CLIPTextEncode", "mode": 4, "widgets_values": ["a long text that is bypassed"]}],
    "links": [[1, 4, 0, 3, 0, "MODEL"], [4, 6, 0, 3, 1, "CONDITIONING"],
              [6, 7, 0, 3, 2, "CONDITIONING"]], "extra": {"ds": Infinity}, "version": 0.4}"#;

fn is_the_train(generation: &Generation) {
    assert_eq!(generation.tool, Tool::ComfyUi);
    assert_eq!(generation.prompt.as_deref(), Some("a yellow train"));
    assert_eq!(generation.negative_prompt.as_deref(), Some("watermark"));
    assert_eq!(generation.model.as_deref(), Some("v1-5.safetensors"));
    assert_eq!(generation.seed.as_deref(), Some("15668"));
    let setting = |name: &str| {
        let field = generation.settings.iter().find(|field| field.name == name);
        field.map(|field| field.value.as_str())
    };
    assert_eq!(setting("steps"), Some("20"));
    assert_eq!(setting("sampler_name"), Some("euler"));
    assert_eq!(setting("scheduler"), Some("normal"));
}

fn of_graph(graph: &str) -> Generation {
    generation(&png(&[text("prompt", graph)]))
}

#[test]
fn either_of_the_two_graphs_is_enough() {
    for chunks in [
        vec![text("prompt", PROMPT)],
        vec![text("workflow", WORKFLOW)],
        vec![text("prompt", PROMPT), text("workflow", WORKFLOW)],
        vec![text("Workflow", WORKFLOW), text("Prompt", PROMPT)],
        vec![
            text("prompt", "{\"1\": {\"inputs\""),
            text("workflow", WORKFLOW),
        ],
    ] {
        is_the_train(&generation(&png(&chunks)));
    }
}

#[test]
fn what_is_no_number_to_json_costs_no_more_than_itself() {
    for word in ["Infinity", "-Infinity", "NaN", "null"] {
        is_the_train(&of_graph(&PROMPT.replace("NaN", word)));
    }
}

#[test]
fn a_graph_is_read_from_any_exif_field_and_is_no_camera() {
    let (p, w) = (PROMPT, WORKFLOW);
    // 0x010d is `DocumentName`, 0x010c nothing that is known.
    for fields in [
        vec![
            (MAKE, format!("workflow:{w}")),
            (MODEL, format!("prompt:{p}")),
        ],
        vec![
            (MODEL, format!("prompt:{p}")),
            (MAKE, format!("workflow:{w}")),
        ],
        vec![
            (MAKE, format!("Prompt: {p}")),
            (IMAGE_DESCRIPTION, format!("Workflow: {w}")),
        ],
        vec![(MAKE, format!("Workflow:{w}"))],
        vec![(MAKE, format!("PROMPT : \n{p}"))],
        vec![
            (0x010d, format!("workflow: {w}")),
            (0x010c, format!("prompt: {p}")),
        ],
        vec![
            (SOFTWARE, format!("prompt:{p}")),
            (ARTIST, format!("workflow:{w}")),
        ],
    ] {
        let fields: Vec<_> = fields
            .iter()
            .map(|(tag, text)| (*tag, text.as_str()))
            .collect();
        let data = texts(&fields);
        for file in [
            jpeg(&[exif_segment(&data)]),
            webp(&[(b"EXIF", &data)]),
            webp(&[(b"EXIF", &[b"Exif\0\0", &data[..]].concat())]),
            png(&[chunk("eXIf", &data)]),
            png(&[chunk("eXIf", &[b"Exif\0\0", &data[..]].concat())]),
            avif(&data, "", &[]),
        ] {
            is_the_train(&generation(&file));
            assert_eq!(captures(&file), []);
            let programs = format!("{:?}", findings(&file));
            assert!(!programs.contains("Editing"), "a graph is no program");
        }
    }
}

#[test]
fn a_camera_beside_a_graph_keeps_what_is_its_own() {
    let graph = format!("Prompt: {PROMPT}");
    let data = exif::exif(
        &[(MAKE, Value::Ascii(&graph)), (MODEL, Value::Ascii("M-1"))],
        &[(exif::TAKEN_AT, Value::Ascii("2026:01:02 03:04:05"))],
        &[],
    );

    let found = captures(&jpeg(&[exif_segment(&data)]));

    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].make.as_deref(), found[0].model.as_deref()),
        (None, Some("M-1"))
    );
}

#[test]
fn both_graphs_may_be_one_object() {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    for object in [
        format!(r#"{{"prompt": {PROMPT}, "workflow": {WORKFLOW}}}"#),
        format!(
            r#"{{"prompt": {}, "workflow": {}}}"#,
            quoted(PROMPT),
            quoted(WORKFLOW)
        ),
        PROMPT.to_owned(),
        WORKFLOW.to_owned(),
    ] {
        let comment = exif_segment(&user_comment(&object));
        is_the_train(&generation(&jpeg(&[comment])));
        is_the_train(&generation(&jpeg(&[segment(0xfe, &[object.as_bytes()])])));
        // Where the first directory has it, as a text.
        let data = exif::exif(&[(USER_COMMENT, Value::Ascii(&object))], &[], &[]);
        is_the_train(&generation(&webp(&[(b"EXIF", &data)])));
    }
}

#[test]
fn a_sampler_may_have_its_work_done_by_others() {
    let graph = r#"{
        "1": {"class_type": "UpscaleModelLoader", "inputs": {"model_name": "4x-UltraSharp.pth"}},
        "2": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}},
        "3": {"class_type": "LoraLoaderModelOnly",
              "inputs": {"model": ["2", 0], "lora_name": "style.safetensors"}},
        "4": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": "a lighthouse"}},
        "5": {"class_type": "CLIPTextEncode", "inputs": {"text": ["4", 0]}},
        "6": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["5", 0]}},
        "7": {"class_type": "BasicGuider", "inputs": {"model": ["3", 0], "conditioning": ["6", 0]}},
        "8": {"class_type": "RandomNoise", "inputs": {"noise_seed": 77}},
        "9": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "dpmpp_2m"}},
        "10": {"class_type": "BasicScheduler", "inputs": {"steps": 28, "scheduler": "beta"}},
        "11": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["8", 0],
               "guider": ["7", 0], "sampler": ["9", 0], "sigmas": ["10", 0]}}}"#;

    let found = of_graph(graph);

    assert_eq!(found.prompt.as_deref(), Some("a lighthouse"));
    assert_eq!(found.negative_prompt, None);
    assert_eq!(found.model.as_deref(), Some("flux1-dev.safetensors"));
    assert_eq!(found.seed.as_deref(), Some("77"));
    let settings: Vec<_> = found
        .settings
        .iter()
        .map(|field| field.value.as_str())
        .collect();
    assert_eq!(settings, ["28", "3.5", "dpmpp_2m", "beta"]);
}

#[test]
fn each_side_is_followed_through_nodes_that_have_both() {
    // A loader with both texts of its own, and a node that takes both further.
    let graph = r#"{
        "1": {"class_type": "Efficient Loader", "inputs": {"ckpt_name": {"content": "xl.safetensors"},
              "positive": "a bridge", "negative": "fog"}},
        "2": {"class_type": "ControlNetApplyAdvanced",
              "inputs": {"positive": ["1", 1], "negative": ["1", 2]}},
        "3": {"class_type": "KSampler (Efficient)", "inputs": {"seed": ["4", 3], "model": ["1", 0],
              "positive": ["2", 0], "negative": ["2", 1]}},
        "4": {"class_type": "Seed (rgthree)", "inputs": {"seed": 12}}}"#;

    let found = of_graph(graph);

    assert_eq!(found.prompt.as_deref(), Some("a bridge"));
    assert_eq!(found.negative_prompt.as_deref(), Some("fog"));
    assert_eq!(found.model.as_deref(), Some("xl.safetensors"));
    assert_eq!(found.seed.as_deref(), Some("12"));
}

#[test]
fn an_emptied_condition_avoids_nothing() {
    let graph = r#"{
        "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fountain"}},
        "2": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["1", 0]}},
        "3": {"class_type": "KSampler",
              "inputs": {"seed": 1, "positive": ["1", 0], "negative": ["2", 0]}}}"#;

    let found = of_graph(graph);

    assert_eq!(found.prompt.as_deref(), Some("a fountain"));
    assert_eq!(found.negative_prompt, None, "it was made from the prompt");
}

#[test]
fn names_of_widgets_that_the_workflow_has_are_used() {
    let workflow = r#"{"nodes": [
        {"id": 1, "type": "Text Multiline", "inputs": [{"name": "text", "widget": {"name": "text"}}],
         "widgets_values": ["a mill"]},
        {"id": 2, "type": "Own Sampler", "inputs": [
            {"name": "positive", "link": 5},
            {"name": "seed", "widget": {"name": "seed"}},
            {"name": "steps", "widget": {"name": "steps"}}],
         "widgets_values": [31, "fixed", 9]}],
        "links": [{"id": 5, "origin_id": 1, "origin_slot": 0, "target_id": 2, "target_slot": 0}]}"#;

    let found = generation(&png(&[text("workflow", workflow)]));

    assert_eq!(found.prompt.as_deref(), Some("a mill"));
    assert_eq!(found.seed.as_deref(), Some("31"));
    assert_eq!(
        found.settings[0].value, "9",
        "the control behind a seed is no setting"
    );
}

#[test]
fn a_record_beside_another_programs_record_is_not_lost() {
    let parameters = "a yellow train\nSteps: 20, Sampler: Euler, Seed: 15668, Version: ComfyUI";
    let comment = [b"ASCII\0\0\0", parameters.as_bytes()].concat();
    let graph = format!("prompt:{PROMPT}");
    let data = exif::exif(
        &[(MAKE, Value::Ascii(&graph))],
        &[(USER_COMMENT, Value::Undefined(&comment))],
        &[],
    );

    let found = generations(&jpeg(&[exif_segment(&data)]));

    let tools: Vec<Tool> = found.iter().map(|found| found.tool).collect();
    assert_eq!(tools, [Tool::ComfyUi, Tool::ComfyUi]);
}
