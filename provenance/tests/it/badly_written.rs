//! Records of generators as programs write them: in other places, under other names, with faults.

use crate::support::exif::{
    ARTIST, IMAGE_DESCRIPTION, MAKE, MODEL, SOFTWARE, USER_COMMENT, Value, texts, user_comment,
};
use crate::support::jumbf::{action, manifest, store};
use crate::support::*;
use spectrafide_provenance::finding::{Generation, Tool};

const MAKER_NOTE: u16 = 0x927c;

/// A record with these words and numbers.
fn says(generation: &Generation, tool: Tool, expected: [Option<&str>; 4]) {
    let found = [
        generation.prompt.as_deref(),
        generation.negative_prompt.as_deref(),
        generation.model.as_deref(),
        generation.seed.as_deref(),
    ];
    assert_eq!((generation.tool, found), (tool, expected));
}

/// XMP whose property is an array of one text, as the standard wants it for descriptions.
fn xmp_text(property: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<{property}><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></{property}>"
    )
}

#[test]
fn the_relatives_of_the_web_ui_write_as_it_does() {
    let forge = "a house\nNegative prompt: people\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, \
        CFG scale: 5, Seed: 4242, Size: 832x1216, Model hash: abcdef, Model: house_xl, \
        Hashes: {\"model\": \"abcdef\", \"lora:a\": \"1\"}, Version: f2.0.1v1.10.1-previous-659";
    let expected = [
        Some("a house"),
        Some("people"),
        Some("house_xl"),
        Some("4242"),
    ];
    for record in [
        forge.to_owned(),
        forge.replace("f2.0.1v1.10.1-previous-659", "f0.0.17v1.8.0rc-latest-276"),
        forge.replace('\n', "\r\n"),
        forge.replace('\n', "\r"),
        // The ends of the lines are lost.
        forge.replace('\n', " "),
        format!("{forge}\nTemplate: a {{house|hut}}\nTime: 3 s"),
    ] {
        let found = generation(&png(&[text("parameters", &record)]));
        says(&found, Tool::Automatic1111, expected);
        let hashes = found.settings.iter().find(|field| field.name == "Hashes");
        let hashes = hashes.map(|field| field.value.as_str());
        assert_eq!(
            hashes,
            Some(r#"{"model": "abcdef", "lora:a": "1"}"#),
            "commas in braces"
        );
        says(
            &generation(&jpeg(&[exif_segment(&user_comment(&record))])),
            Tool::Automatic1111,
            expected,
        );
    }
}

#[test]
fn fooocus_puts_its_comment_into_the_first_directory() {
    // As Pillow 13 writes what `get_exif` of Fooocus gives it: all of it is text, in one directory.
    let json = r#"{"adm_guidance": "(1.5, 0.8, 0.3)", "base_model": "juggernautXL", "full_prompt":
        ["a goldfish", "sharp"], "negative_prompt": "", "full_negative_prompt": ["ugly", "bad"],
        "prompt": "a goldfish", "sampler": "dpmpp", "seed": "77", "version": "Fooocus v2.5.5"}"#;
    let lines = "a goldfish\nNegative prompt: ugly\nSteps: 30, Sampler: DPM++, Seed: 77, Size: 896x1152, \
        Model: juggernautXL, Raw prompt: \"a \\\"gold\\\", fish\", Version: Fooocus v2.5.5";
    for (record, scheme, negative) in [(json, "fooocus", "ugly\nbad"), (lines, "a1111", "ugly")] {
        let data = exif::exif(
            &[
                (SOFTWARE, Value::Ascii("Fooocus v2.5.5")),
                (MAKER_NOTE, Value::Ascii(scheme)),
                (USER_COMMENT, Value::Ascii(record)),
            ],
            &[],
            &[],
        );
        for file in [
            jpeg(&[exif_segment(&data)]),
            webp(&[(b"EXIF", &data)]),
            png(&[text("parameters", record), text("fooocus_scheme", scheme)]),
        ] {
            let expected = [
                Some("a goldfish"),
                Some(negative),
                Some("juggernautXL"),
                Some("77"),
            ];
            let found = generation(&file);
            says(&found, Tool::Fooocus, expected);
            assert_eq!(captures(&file), []);
            let raw = found
                .settings
                .iter()
                .find(|field| field.name == "Raw prompt");
            let raw = raw.map(|field| field.value.as_str());
            assert_eq!(raw, (scheme == "a1111").then_some(r#"a "gold", fish"#));
        }
    }
}

#[test]
fn ruined_fooocus_has_names_of_its_own() {
    let json = r#"{"Prompt": "a snail", "Negative": "a slug", "steps": 30, "cfg": 8, "seed": 9,
        "sampler_name": "dpmpp_2m", "base_model_name": "snail.safetensors", "software": "RuinedFooocus"}"#;

    let found = generation(&png(&[text("parameters", json)]));

    says(
        &found,
        Tool::Fooocus,
        [
            Some("a snail"),
            Some("a slug"),
            Some("snail.safetensors"),
            Some("9"),
        ],
    );
}

#[test]
fn easy_diffusion_writes_a_chunk_for_each_field_or_one_object() {
    let expected = [Some("a pier"), Some("rain"), Some("sd-v1-5"), Some("2071")];
    let names = [
        [
            "prompt",
            "negative_prompt",
            "use_stable_diffusion_model",
            "seed",
            "use_vae_model",
        ],
        [
            "Prompt",
            "Negative Prompt",
            "Stable Diffusion model",
            "Seed",
            "VAE model",
        ],
    ];
    for names in names {
        let values = ["a pier", "rain", "sd-v1-5", "2071", "None"];
        let fields = || names.into_iter().zip(values);
        let chunks: Vec<_> = fields().map(|(name, value)| text(name, value)).collect();
        let found = generation(&png(&chunks));
        says(&found, Tool::EasyDiffusion, expected);
        assert_eq!(found.settings, [], "what Python calls None was not set");
        let object: serde_json::Map<_, _> = fields()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let comment = serde_json::to_string(&object).unwrap();
        let wide = comment.encode_utf16().flat_map(u16::to_be_bytes);
        let wide: Vec<u8> = b"UNICODE\0".iter().copied().chain(wide).collect();
        let data = exif::exif(&[], &[(USER_COMMENT, Value::Undefined(&wide))], &[]);
        says(
            &generation(&webp(&[(b"EXIF", &data)])),
            Tool::EasyDiffusion,
            expected,
        );
    }
    let few = [text("prompt", "a pier"), text("seed", "2071")];
    assert_eq!(generations(&png(&few)), [], "anybody may write these names");
}

#[test]
fn draw_things_writes_its_object_as_xmp_or_exif() {
    let json = r#"{"c": "a snow globe & a cat", "uc": "dust", "model": "sd3.ckpt", "seed": 4110,
        "seed_mode": "Scale Alike", "sampler": "UniPC", "scale": 4.5, "steps": 30, "size": "960x1280"}"#;
    let packet = xmp(
        r#"xmp:CreatorTool="Draw Things""#,
        &xmp_text("exif:UserComment", json),
    );
    let expected = [
        Some("a snow globe & a cat"),
        Some("dust"),
        Some("sd3.ckpt"),
        Some("4110"),
    ];
    let in_text = [b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat();
    for file in [
        png(&[chunk("iTXt", &in_text)]),
        jpeg(&[xmp_segment(&packet)]),
        jpeg(&[exif_segment(&user_comment(json))]),
    ] {
        says(&generation(&file), Tool::DrawThings, expected);
    }
    let other = xmp(
        "",
        &xmp_text("exif:UserComment", r#"{"c": "a cat", "seed": 1}"#),
    );
    assert_eq!(generations(&jpeg(&[xmp_segment(&other)])), []);
}

#[test]
fn swarmui_writes_into_exif_and_its_model_is_no_cameras() {
    let json = r#"{"sui_image_params": {"prompt": "a bee", "negativeprompt": "a wasp",
        "model": "bee-xl", "seed": 6, "cfgscale": NaN}, "sui_extra_data": {"date": "2026-01-02"}}"#;
    for file in [
        png(&[text("parameters", json)]),
        jpeg(&[exif_segment(&user_comment(json))]),
        webp(&[(b"EXIF", &texts(&[(MODEL, json)]))]),
    ] {
        let expected = [Some("a bee"), Some("a wasp"), Some("bee-xl"), Some("6")];
        says(&generation(&file), Tool::SwarmUi, expected);
        assert_eq!(captures(&file), []);
    }
}

#[test]
fn a_graph_of_invokeai_has_its_record_as_a_node() {
    let core = r#""core_metadata:1": {"type": "core_metadata", "id": "core_metadata:1",
        "generation_mode": "flux_txt2img", "steps": 30, "model": {"key": "k", "name": "FLUX Dev"}"#;
    let whole = format!(
        r#"{{"id": "g", "edges": [], "nodes": {{{core}, "seed": 5, "positive_prompt": "a fox"}}}}}}"#
    );
    // What changes from picture to picture is given by other nodes.
    let apart = format!(
        r#"{{"id": "g", "edges": [], "nodes": {{{core}}},
            "positive_prompt:2": {{"type": "string", "value": "a fox"}},
            "seed:3": {{"type": "integer", "value": 5}}}}}}"#
    );
    for graph in [whole, apart] {
        let found = generation(&png(&[text("invokeai_graph", &graph)]));
        says(
            &found,
            Tool::InvokeAi,
            [Some("a fox"), None, Some("FLUX Dev"), Some("5")],
        );
    }
    let third = r#"{"app_version": "3.0.2", "positive_prompt": "a fox", "negative_prompt": "",
        "model": {"model_name": "fox-xl", "base_model": "sdxl"}, "seed": 5, "cfg_rescale": NaN}"#;
    let found = generation(&png(&[text("invokeai_metadata", third)]));
    says(
        &found,
        Tool::InvokeAi,
        [Some("a fox"), None, Some("fox-xl"), Some("5")],
    );
    let drawn = r#"{"nodes": {"1": {"type": "save_image"}}, "edges": []}"#;
    assert_eq!(generations(&png(&[text("invokeai_graph", drawn)])), []);
}

#[test]
fn novelais_texts_may_be_one_object_of_exif() {
    let comment = r#"{"steps": 28, "seed": 9, "uc": "dogs", "prompt": "a cat", "scale": 5}"#;
    let comment = serde_json::to_string(comment).unwrap();
    let object = format!(
        r#"{{"Software": "NovelAI", "Source": "NovelAI Diffusion V4.5", "Comment": {comment}}}"#
    );

    let found = generation(&webp(&[(b"EXIF", &user_comment(&object))]));

    says(
        &found,
        Tool::NovelAi,
        [
            Some("a cat"),
            Some("dogs"),
            Some("NovelAI Diffusion V4.5"),
            Some("9"),
        ],
    );
    let other = object.replace("NovelAI\",", "Paint\",");
    assert_eq!(generations(&webp(&[(b"EXIF", &user_comment(&other))])), []);
}

#[test]
fn pages_over_diffusers_and_tensor_art_are_read() {
    let page = r#"{"prompt": "a fern", "negative_prompt": "moss", "resolution": "832 x 1216",
        "guidance_scale": 7.0, "num_inference_steps": 28, "seed": 3, "Model": "animagine"}"#;
    let expected = [Some("a fern"), Some("moss"), Some("animagine"), Some("3")];
    says(
        &generation(&png(&[text("parameters", page)])),
        Tool::Other,
        expected,
    );

    let data = r#"{"prompt": "a fern", "negativePrompt": "moss", "seed": "3", "steps": 25,
        "baseModel": {"modelFileName": "animagine", "hash": "AB"}}"#;
    let data = format!("{data}\0\0");
    says(
        &generation(&png(&[text("generation_data", &data)])),
        Tool::TensorArt,
        expected,
    );
}

#[test]
fn groks_signature_may_stand_in_the_comment_or_in_xmp() {
    let signature = format!("Signature: {}==", "Ab+/".repeat(20));
    let identifier = "01234567-89ab-cdef-0123-456789abcdef";
    let comment = [b"ASCII\0\0\0", signature.as_bytes()].concat();
    let moved = exif::exif(
        &[
            (IMAGE_DESCRIPTION, Value::Ascii("edited elsewhere")),
            (ARTIST, Value::Ascii(identifier)),
        ],
        &[(USER_COMMENT, Value::Undefined(&comment))],
        &[],
    );
    let creator =
        format!("<dc:creator><rdf:Seq><rdf:li>{identifier}</rdf:li></rdf:Seq></dc:creator>");
    let packet = xmp(
        "",
        &[xmp_text("dc:description", &signature), creator].concat(),
    );
    for file in [jpeg(&[exif_segment(&moved)]), jpeg(&[xmp_segment(&packet)])] {
        assert_eq!(generation(&file).tool, Tool::Grok);
    }
}

#[test]
fn ideograms_name_is_its_record_and_no_maker_of_cameras() {
    let alone = jpeg(&[exif_segment(&texts(&[(MAKE, "Ideogram AI")]))]);
    assert_eq!(generation(&alone).tool, Tool::Ideogram);
    assert_eq!(captures(&alone), []);

    let beside_a_camera = jpeg(&[exif_segment(&texts(&[
        (MAKE, "Ideogram AI"),
        (MODEL, "M-1"),
    ]))]);
    assert_eq!(generations(&beside_a_camera), []);
    for other in ["Ideogram", "ideogram.ai", "Made with Ideogram AI"] {
        let file = jpeg(&[exif_segment(&texts(&[(MAKE, other)]))]);
        assert_eq!(generations(&file), [], "{other}");
    }
}

#[test]
fn generators_that_sign_are_known_by_their_programs() {
    for (program, tool) in [
        ("Adobe_Firefly", Tool::Firefly),
        ("Adobe Firefly", Tool::Firefly),
        ("Black Forest Labs API", Tool::BlackForestLabs),
    ] {
        let created = action("c2pa.created", program, "trainedAlgorithmicMedia");
        let signed = store(&[manifest("urn:c2pa:1", program, &[created])]);
        assert_eq!(
            generation(&png(&[chunk("caBX", &signed)])).tool,
            tool,
            "{program}"
        );

        let drawn = action("c2pa.created", program, "digitalCreation");
        let signed = store(&[manifest("urn:c2pa:1", program, &[drawn])]);
        assert_eq!(
            generations(&png(&[chunk("caBX", &signed)])),
            [],
            "{program} without a model"
        );
    }
}
