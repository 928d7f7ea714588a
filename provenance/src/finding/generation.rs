//! Generators' records.

use serde::{Deserialize, Serialize};

use super::Field;

/// A generator's record of how it made the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Which convention the record follows.
    pub tool: Tool,
    /// What was asked for.
    pub prompt: Option<String>,
    /// What was to be avoided.
    pub negative_prompt: Option<String>,
    /// The model's name or hash.
    pub model: Option<String>,
    /// The seed.
    pub seed: Option<String>,
    /// The other settings, such as steps and sampler.
    pub settings: Vec<Field>,
}

/// The conventions of generators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// AUTOMATIC1111's Stable Diffusion web UI and its relatives: `parameters`.
    Automatic1111,
    /// `ComfyUI`: `prompt` and `workflow`.
    ComfyUi,
    /// `InvokeAI`: `Dream`, `sd-metadata`, `invokeai_metadata`, `invokeai_graph`.
    InvokeAi,
    /// Fooocus: a JSON object, or as AUTOMATIC1111 does with its name as `Version`.
    Fooocus,
    /// `NovelAI`: text chunks, or data hidden in the alpha channel.
    NovelAi,
    /// Midjourney: `Description` with a job's identifier.
    Midjourney,
    /// `OpenAI`'s picture models.
    OpenAi,
    /// Google's picture models.
    Google,
    /// Grok: a signature and an identifier in EXIF or XMP.
    Grok,
    /// `SwarmUI`: `sui_image_params`.
    SwarmUi,
    /// Easy Diffusion: `use_stable_diffusion_model` beside other fields.
    EasyDiffusion,
    /// Draw Things: a JSON object as XMP's `UserComment`.
    DrawThings,
    /// Tensor.Art: `generation_data`.
    TensorArt,
    /// Ideogram: its name in the place of a camera's maker.
    Ideogram,
    /// Adobe Firefly.
    Firefly,
    /// The programs that came with the models: a message in the pixels.
    StableDiffusion,
    /// Black Forest Labs' FLUX models: a manifest, or a message in the pixels.
    BlackForestLabs,
    /// Another generator that names itself where generators do.
    Other,
}
