//! Conventions that are a JSON object, or texts that are its fields, as a table.
//!
//! A new one is an entry of [`CONVENTIONS`]: where its records stand, which names show that it is
//! one, and which names hold what.

use serde_json::{Map, Value};

use super::{Mark, Records, Source, Text, fields, generation};
use crate::finding::{Generation, Tool};

/// Names of fields, of which the first counts that is there; `a.b` is the field `b` of `a`.
type Names = &'static [&'static str];

/// A generator's way of writing records.
struct Convention {
    tool: Tool,
    /// Where the object may stand.
    places: &'static [(Source, &'static str)],
    /// Whether the text chunks of a PNG may be its fields.
    chunks: bool,
    /// The field that has the record; empty where it is the object itself.
    inside: &'static str,
    /// A record has a field of each of these.
    required: &'static [Names],
    prompt: Names,
    negative_prompt: Names,
    model: Names,
    seed: Names,
    /// Texts that belong to the record where they are there.
    beside: &'static [(Source, &'static str)],
}

/// Where programs put one object.
const USUAL: &[(Source, &str)] = &[
    (Source::Png, "parameters"),
    (Source::Exif, "UserComment"),
    (Source::Png, "Comment"),
    (Source::JpegComment, "Comment"),
    (Source::Stealth, "parameters"),
];

const CONVENTIONS: [Convention; 6] = [
    // `parameters` of a PNG, `UserComment`, and `Model` in older versions:
    // <https://github.com/mcmonkeyprojects/SwarmUI/blob/master/docs/Image%20Metadata%20Format.md>
    // and `src/Utils/ImageFile.cs` there.
    Convention {
        tool: Tool::SwarmUi,
        places: &[
            (Source::Png, "parameters"),
            (Source::Exif, "UserComment"),
            (Source::Exif, "Model"),
            (Source::JpegComment, "Comment"),
        ],
        chunks: false,
        inside: "sui_image_params",
        required: &[],
        prompt: &["prompt"],
        negative_prompt: &["negativeprompt"],
        model: &["model"],
        seed: &["seed"],
        beside: &[],
    },
    // `FooocusMetadataParser` and `get_exif` in
    // <https://github.com/lllyasviel/Fooocus/blob/main/modules/meta_parser.py>; with its other
    // scheme Fooocus writes as AUTOMATIC1111 does. RuinedFooocus and older versions have other
    // names: `modules/private_logger.py`, <https://github.com/runew0lf/RuinedFooocus>.
    Convention {
        tool: Tool::Fooocus,
        places: USUAL,
        chunks: false,
        inside: "",
        required: &[
            &["base_model", "base_model_name", "Base Model"],
            &["prompt", "full_prompt", "Prompt"],
            &["sampler", "sampler_name", "Sampler"],
            &["seed", "Seed"],
        ],
        prompt: &["prompt", "Prompt", "full_prompt"],
        negative_prompt: &[
            "negative_prompt",
            "Negative Prompt",
            "Negative",
            "full_negative_prompt",
        ],
        model: &[
            "base_model",
            "base_model_name",
            "Base Model",
            "base_model_hash",
        ],
        seed: &["seed", "Seed"],
        beside: &[(Source::Png, "fooocus_scheme"), (Source::Exif, "MakerNote")],
    },
    // `get_metadata_entries_for_request` in
    // <https://github.com/easydiffusion/easydiffusion/blob/main/ui/easydiffusion/utils/save_utils.py>
    // and `save_dicts` in <https://github.com/easydiffusion/sdkit/blob/main/sdkit/utils/file_utils.py>.
    Convention {
        tool: Tool::EasyDiffusion,
        places: USUAL,
        chunks: true,
        inside: "",
        required: &[
            &["use_stable_diffusion_model", "Stable Diffusion model"],
            &["prompt", "Prompt"],
            &["seed", "Seed"],
        ],
        prompt: &["prompt", "Prompt"],
        negative_prompt: &["negative_prompt", "Negative Prompt"],
        model: &["use_stable_diffusion_model", "Stable Diffusion model"],
        seed: &["seed", "Seed"],
        beside: &[],
    },
    // The program's source is not public. Read by `format/drawthings.py` of
    // <https://github.com/receyuki/stable-diffusion-prompt-reader> and by `parsers/draw-things.ts`
    // of <https://github.com/enslo/sd-metadata>.
    Convention {
        tool: Tool::DrawThings,
        places: &[
            (Source::Xmp, "exif:UserComment"),
            (Source::Exif, "UserComment"),
            (Source::JpegComment, "Comment"),
        ],
        chunks: false,
        inside: "",
        required: &[&["c"], &["uc", "model"], &["sampler", "steps"], &["seed"]],
        prompt: &["c"],
        negative_prompt: &["uc"],
        model: &["model"],
        seed: &["seed"],
        beside: &[(Source::Xmp, "xmp:CreatorTool")],
    },
    // Read by `parsers/tensorart.ts` of <https://github.com/enslo/sd-metadata>.
    Convention {
        tool: Tool::TensorArt,
        places: &[
            (Source::Png, "generation_data"),
            (Source::Exif, "UserComment"),
        ],
        chunks: false,
        inside: "",
        required: &[
            &["prompt"],
            &["baseModel", "models"],
            &["seed", "steps", "negativePrompt"],
        ],
        prompt: &["prompt"],
        negative_prompt: &["negativePrompt"],
        model: &[
            "baseModel.modelFileName",
            "baseModel.label",
            "baseModel.hash",
        ],
        seed: &["seed"],
        beside: &[],
    },
    // What pages over the library `diffusers` write, whose parameters these are:
    // <https://huggingface.co/docs/diffusers/api/pipelines/stable_diffusion/text2img>.
    Convention {
        tool: Tool::Other,
        places: USUAL,
        chunks: false,
        inside: "",
        required: &[
            &["prompt"],
            &["num_inference_steps", "steps"],
            &["guidance_scale", "cfg_scale", "cfg"],
            &["seed"],
        ],
        prompt: &["prompt"],
        negative_prompt: &["negative_prompt"],
        model: &["Model", "model", "model_name", "model_id", "Model hash"],
        seed: &["seed"],
        beside: &[],
    },
];

/// The records of all conventions of the table.
pub(super) fn read(records: &Records) -> Vec<Mark> {
    let conventions = CONVENTIONS.iter();
    conventions
        .filter_map(|convention| convention.read(records))
        .collect()
}

impl Convention {
    fn read(&self, records: &Records) -> Option<Mark> {
        let beside = records.texts_in(self.beside);
        let in_one = records
            .texts_in(self.places)
            .find_map(|text| Some((self.parse(fields::object(&text.value)?)?, vec![text])));
        let (generation, mut texts) = in_one.or_else(|| self.in_chunks(records))?;
        texts.extend(beside);
        Some(Mark::new(generation, &texts))
    }

    /// The record that the text chunks of a PNG are the fields of.
    fn in_chunks<'a>(&self, records: &'a Records) -> Option<(Generation, Vec<&'a Text>)> {
        if !self.chunks {
            return None;
        }
        let chunks: Vec<&Text> = records
            .texts
            .iter()
            .filter(|text| text.source == Source::Png)
            .collect();
        // What Python calls a value that is not there.
        let values = chunks.iter().filter(|text| text.value != "None");
        let object = values.map(|text| (text.name.clone(), Value::from(text.value.as_str())));
        Some((self.parse(object.collect())?, chunks))
    }

    /// The record that an object is, if it has the fields of one.
    fn parse(&self, mut object: Map<String, Value>) -> Option<Generation> {
        if !self.inside.is_empty() {
            let Some(Value::Object(record)) = object.remove(self.inside) else {
                return None;
            };
            object = record;
        }
        let has = |names: &Names| names.iter().any(|name| fields::at(&object, name).is_some());
        if !self.required.iter().all(has) {
            return None;
        }
        let taken = [self.prompt, self.negative_prompt, self.model, self.seed];
        let taken: Vec<&str> = taken.concat();
        Some(Generation {
            prompt: fields::long(&object, self.prompt),
            negative_prompt: fields::long(&object, self.negative_prompt),
            model: fields::first(&object, self.model),
            seed: fields::first(&object, self.seed),
            settings: fields::settings(&object, &taken),
            ..generation(self.tool)
        })
    }
}
