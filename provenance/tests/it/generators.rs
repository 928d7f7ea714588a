//! Every convention of generators, in files made from its description.

use crate::support::exif::{ARTIST, IMAGE_DESCRIPTION, MAKE, MODEL, texts, user_comment};
use crate::support::*;
use spectrafide_provenance::finding::{Generation, Tool};
use spectrafide_provenance::{Trust, What};

const PARAMETERS: &str = "a red house, by the sea\nNegative prompt: people, (cars:1.2)\n\
    Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 4242, Size: 512x512, Model hash: abcdef0123, \
    Model: house_v1, Lora hashes: \"one: 11, two: 22\", Version: v1.9.4";

fn is_the_red_house(generation: &Generation) {
    assert_eq!(generation.tool, Tool::Automatic1111);
    assert_eq!(
        generation.prompt.as_deref(),
        Some("a red house, by the sea")
    );
    assert_eq!(
        generation.negative_prompt.as_deref(),
        Some("people, (cars:1.2)")
    );
    assert_eq!(generation.model.as_deref(), Some("house_v1"));
    assert_eq!(generation.seed.as_deref(), Some("4242"));
    let setting = |name: &str| generation.settings.iter().find(|field| field.name == name);
    assert_eq!(
        setting("Sampler").map(|field| field.value.as_str()),
        Some("Euler a")
    );
    assert_eq!(
        setting("Lora hashes").map(|field| field.value.as_str()),
        Some("one: 11, two: 22"),
        "commas inside quotes separate nothing"
    );
}

#[test]
fn parameters_are_read_from_every_kind_of_text_chunk() {
    let zipped = [b"parameters\0\0", &zlib(PARAMETERS.as_bytes())[..]].concat();
    let international = [b"parameters\0\0\0\0\0", PARAMETERS.as_bytes()].concat();
    let both = [b"parameters\0\x01\0\0\0", &zlib(PARAMETERS.as_bytes())[..]].concat();
    for part in [
        text("parameters", PARAMETERS),
        chunk("zTXt", &zipped),
        chunk("iTXt", &international),
        chunk("iTXt", &both),
    ] {
        is_the_red_house(&generation(&png(&[part])));
    }
}

#[test]
fn a_finding_names_its_place_and_is_only_a_claim() {
    let found = findings(&png(&[text("parameters", PARAMETERS)]));

    let found: Vec<_> = found
        .iter()
        .filter(|finding| matches!(finding.what, What::Generation(_)))
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.container, "PNG tEXt");
    // The signature has 8 bytes, the header chunk 25.
    assert_eq!(found[0].place.offset_bytes, 33);
    // Length, type and checksum take 12 bytes, the zero between keyword and text one.
    let length = 12 + "parameters".len() + 1 + PARAMETERS.len();
    assert_eq!(found[0].place.length_bytes, length as u64);
    assert_eq!(found[0].trust, Trust::UnsignedClaim);
    assert_eq!(found[0].raw[0].value, PARAMETERS);
}

#[test]
fn parameters_are_read_from_the_user_comment_in_either_byte_order() {
    let mut comments = vec![[b"ASCII\0\0\0", PARAMETERS.as_bytes()].concat()];
    let order: [fn(u16) -> [u8; 2]; 2] = [u16::to_be_bytes, u16::to_le_bytes];
    for bytes in order {
        let text = PARAMETERS.encode_utf16().flat_map(bytes);
        comments.push(b"UNICODE\0".iter().copied().chain(text).collect());
    }
    for comment in comments {
        let exif = exif::exif(
            &[],
            &[(exif::USER_COMMENT, exif::Value::Undefined(&comment))],
            &[],
        );
        is_the_red_house(&generation(&jpeg(&[exif_segment(&exif)])));
        is_the_red_house(&generation(&webp(&[(b"EXIF", &exif)])));
        is_the_red_house(&generation(&avif(&exif, "", &[])));
        is_the_red_house(&generation(&png(&[chunk("eXIf", &exif)])));
    }
}

#[test]
fn parameters_are_read_from_the_comment_of_a_gif() {
    let comment = [&b"\x21\xfe"[..], &sub_blocks(PARAMETERS.as_bytes())].concat();

    is_the_red_house(&generation(&gif(&[comment])));
}

#[test]
fn a_text_without_the_line_of_settings_is_no_record() {
    for prose in [
        "a red house",
        "Steps: climb the stairs, turn left: there it is: done: yes",
        "My recipe. Steps: 20, Oven: hot, Time: long, Cook: me",
        "Stable Diffusion, AUTOMATIC1111, Midjourney, DALL-E, NovelAI, ComfyUI",
    ] {
        let found = generations(&png(&[text("parameters", prose)]));
        assert_eq!(found, [], "{prose}");
    }
}

#[test]
fn fooocus_writes_json_or_as_automatic1111_does() {
    let json = r#"{"prompt": "a goldfish", "negative_prompt": "", "full_negative_prompt": ["ugly"],
        "base_model": "juggernaut", "sampler": "dpmpp", "seed": "77", "steps": 30}"#;
    let old = png(&[text("Comment", json)]);
    let new = png(&[text("parameters", json), text("fooocus_scheme", "fooocus")]);
    let photo = jpeg(&[exif_segment(&user_comment(json))]);
    for file in [old, new, photo] {
        let found = generation(&file);
        assert_eq!(found.tool, Tool::Fooocus);
        assert_eq!(found.prompt.as_deref(), Some("a goldfish"));
        assert_eq!(found.negative_prompt.as_deref(), Some("ugly"));
        assert_eq!(found.model.as_deref(), Some("juggernaut"));
        assert_eq!(found.seed.as_deref(), Some("77"));
    }

    let lines = "a goldfish\nSteps: 30, Sampler: DPM, Seed: 77, Model: juggernaut, \
        Version: Fooocus v2.5.0";
    assert_eq!(
        generation(&png(&[text("parameters", lines)])).tool,
        Tool::Fooocus
    );
}

#[test]
fn a_graph_of_comfyui_gives_its_samplers_prompts_and_model() {
    let graph = r#"{
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "base.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lake", "clip": ["1", 1]}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "boats", "clip": ["1", 1]}},
        "4": {"class_type": "ConditioningCombine",
              "inputs": {"conditioning_1": ["2", 0], "conditioning_2": ["3", 0]}},
        "5": {"class_type": "PrimitiveInt", "inputs": {"value": 99}},
        "6": {"class_type": "KSampler", "inputs": {"seed": ["5", 0], "steps": 8, "cfg": 1.5,
              "positive": ["4", 0], "negative": ["3", 0], "model": ["1", 0]}}}"#;
    let workflow = r#"{"nodes": [{"id": 1}], "links": []}"#;
    let chunks = png(&[text("prompt", graph), text("workflow", workflow)]);
    let fields = [
        (MAKE, format!("workflow:{workflow}")),
        (MODEL, format!("prompt:{graph}")),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(tag, text)| (*tag, text.as_str()))
        .collect();
    let animation = webp(&[(b"EXIF", &texts(&fields))]);
    for file in [chunks, animation] {
        let found = generation(&file);
        assert_eq!(found.tool, Tool::ComfyUi);
        assert_eq!(found.prompt.as_deref(), Some("a lake"));
        assert_eq!(found.negative_prompt.as_deref(), Some("boats"));
        assert_eq!(found.model.as_deref(), Some("base.safetensors"));
        assert_eq!(found.seed.as_deref(), Some("99"));
        let is_camera = |what: &What| matches!(what, What::Capture(_));
        let camera = findings(&file)
            .iter()
            .any(|finding| is_camera(&finding.what));
        assert!(!camera, "a graph in the camera's fields is no camera");
    }
}

#[test]
fn a_graph_that_goes_round_in_circles_ends() {
    let graph = r#"{
        "1": {"class_type": "A", "inputs": {"conditioning": ["2", 0]}},
        "2": {"class_type": "B", "inputs": {"conditioning": ["1", 0]}},
        "3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["1", 0]}}}"#;

    assert_eq!(generation(&png(&[text("prompt", graph)])).prompt, None);
}

#[test]
fn a_text_chunk_named_prompt_is_no_graph_by_its_name() {
    for value in ["a lake", "{}", r#"{"text": "a lake"}"#, "[1, 2]"] {
        assert_eq!(
            generations(&png(&[text("prompt", value), text("workflow", value)])),
            []
        );
    }
}

#[test]
fn each_generation_of_invokeai_is_read() {
    let third = r#"{"generation_mode": "txt2img", "positive_prompt": "a fox",
        "negative_prompt": "a hound", "seed": 5, "steps": 30, "model": {"name": "fox-xl"}}"#;
    let second = r#"{"model_weights": "fox-xl", "app_id": "invoke-ai/InvokeAI", "image":
        {"prompt": [{"prompt": "a fox [a hound]", "weight": 1.0}], "seed": 5, "steps": 30}}"#;
    let first = r#""a fox [a hound]" -s 30 -S 5 -W 512 -A k_lms"#;
    let model = [
        ("invokeai_metadata", third),
        ("sd-metadata", second),
        ("Dream", first),
    ];
    for (keyword, value) in model {
        let found = generation(&png(&[text(keyword, value)]));
        assert_eq!(found.tool, Tool::InvokeAi, "{keyword}");
        assert_eq!(found.prompt.as_deref(), Some("a fox"), "{keyword}");
        assert_eq!(
            found.negative_prompt.as_deref(),
            Some("a hound"),
            "{keyword}"
        );
        assert_eq!(found.seed.as_deref(), Some("5"), "{keyword}");
        // A command line does not name the model.
        let expected = (keyword != "Dream").then_some("fox-xl");
        assert_eq!(found.model.as_deref(), expected, "{keyword}");
    }
    assert_eq!(
        generations(&png(&[text("Dream", "\"I had a dream\" last night")])),
        []
    );
}

#[test]
fn novelai_needs_its_name_and_its_settings() {
    let comment = r#"{"steps": 28, "sampler": "k_euler", "seed": 31, "uc": "bad"}"#;
    let chunks = |software: &str, comment: &str| {
        png(&[
            text("Title", "NovelAI generated image"),
            text("Description", "a cat"),
            text("Software", software),
            text("Source", "Stable Diffusion XL 1"),
            text("Comment", comment),
        ])
    };

    let found = generation(&chunks("NovelAI", comment));

    assert_eq!(found.tool, Tool::NovelAi);
    assert_eq!(found.prompt.as_deref(), Some("a cat"));
    assert_eq!(found.negative_prompt.as_deref(), Some("bad"));
    assert_eq!(found.model.as_deref(), Some("Stable Diffusion XL 1"));
    assert_eq!(found.seed.as_deref(), Some("31"));
    assert_eq!(generations(&chunks("NovelAI", "nice picture")), []);
    assert_eq!(generations(&chunks("Paint", comment)), []);
}

#[test]
fn swarmui_is_read() {
    let json = r#"{"sui_image_params": {"prompt": "a bee", "negativeprompt": "a wasp",
        "model": "bee-xl", "seed": 6, "steps": 20}}"#;

    let found = generation(&png(&[text("parameters", json)]));

    assert_eq!(
        (found.tool, found.seed.as_deref()),
        (Tool::SwarmUi, Some("6"))
    );
    assert_eq!(found.prompt.as_deref(), Some("a bee"));
}

#[test]
fn midjourney_needs_the_identifier_of_a_job() {
    let description = "an owl at night --no moon --ar 3:2 --seed 12 --v 6.1 \
        Job ID: 01234567-89ab-cdef-0123-456789abcdef";
    let element = format!(
        "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{description}</rdf:li></rdf:Alt>\
         </dc:description>"
    );
    for file in [
        png(&[text("Description", description)]),
        jpeg(&[exif_segment(&texts(&[(IMAGE_DESCRIPTION, description)]))]),
        jpeg(&[xmp_segment(&xmp("", &element))]),
    ] {
        let found = generation(&file);
        assert_eq!(found.tool, Tool::Midjourney);
        assert_eq!(found.prompt.as_deref(), Some("an owl at night"));
        assert_eq!(found.negative_prompt.as_deref(), Some("moon"));
        assert_eq!(found.model.as_deref(), Some("6.1"));
        assert_eq!(found.seed.as_deref(), Some("12"));
    }
    for other in [
        "an owl --v 6.1",
        "Midjourney Job ID: none",
        "Job ID: 0123-45",
    ] {
        assert_eq!(
            generations(&png(&[text("Description", other)])),
            [],
            "{other}"
        );
    }
}

#[test]
fn grok_needs_a_signature_and_an_identifier() {
    let signature = format!("Signature: {}==", "Ab+/".repeat(20));
    let identifier = "01234567-89ab-cdef-0123-456789abcdef";
    let file = |description: &str, artist: &str| {
        let fields = texts(&[(IMAGE_DESCRIPTION, description), (ARTIST, artist)]);
        jpeg(&[exif_segment(&fields)])
    };

    let found = generation(&file(&signature, identifier));

    assert_eq!(found.tool, Tool::Grok);
    assert_eq!(generations(&file(&signature, "Somebody")), []);
    assert_eq!(generations(&file("Signature: J. Doe", identifier)), []);
}

#[test]
fn googles_credit_counts_beside_a_synthetic_source_type_alone() {
    let with = |source: &str| {
        let attributes = format!(
            r#"photoshop:Credit="Made with Google AI" Iptc4xmpExt:DigitalSourceType="{source}""#
        );
        generations(&jpeg(&[xmp_segment(&xmp(&attributes, ""))]))
    };
    let prefix = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    let found = with(&format!("{prefix}trainedAlgorithmicMedia"));

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].tool, Tool::Google);
    assert_eq!(with(&format!("{prefix}digitalCapture")), []);
    assert_eq!(with(""), []);
}
