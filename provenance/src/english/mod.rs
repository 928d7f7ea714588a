//! The English words of all codes, for all programs that show them.
//!
//! Findings are data. A program that speaks another language, or none, leaves this module alone.

mod answers;
mod beside;
mod headline;
mod problems;
mod unanswered;
mod validation;

use crate::finding::{Extent, Standard, Tool, Trust};

impl Tool {
    /// The convention's common name; for [`Tool::Other`] a word in its place.
    pub fn name(self) -> &'static str {
        match self {
            Self::Automatic1111 => "Stable Diffusion web UI",
            Self::ComfyUi => "ComfyUI",
            Self::InvokeAi => "InvokeAI",
            Self::Fooocus => "Fooocus",
            Self::NovelAi => "NovelAI",
            Self::Midjourney => "Midjourney",
            Self::OpenAi => "OpenAI",
            Self::Google => "Google",
            Self::Grok => "Grok",
            Self::SwarmUi => "SwarmUI",
            Self::EasyDiffusion => "Easy Diffusion",
            Self::DrawThings => "Draw Things",
            Self::TensorArt => "Tensor.Art",
            Self::Ideogram => "Ideogram",
            Self::Firefly => "Adobe Firefly",
            Self::StableDiffusion => "Stable Diffusion",
            Self::BlackForestLabs => "FLUX (Black Forest Labs)",
            Self::Other => "a generator",
        }
    }
}

impl Standard {
    /// The label's common name.
    pub fn name(self) -> &'static str {
        match self {
            Self::IptcDigitalSourceType => "IPTC digital source type",
            Self::IptcAiSystemUsed => "IPTC AI system used",
            Self::Tc260Aigc => "AIGC label of TC260",
            Self::SamsungGenAi => "Samsung genAIType",
        }
    }
}

impl Extent {
    /// What is said, as the end of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Whole => "a model made the picture",
            Self::Part => "a model made or changed a part of the picture",
            Self::Unclear => "a program had a part in the picture, and it is left open how much",
            Self::None => "no model made the picture",
        }
    }
}

impl Trust {
    /// How far something can be trusted, in a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Self::Credentials => "as the credentials’ checks say",
            Self::UnsignedClaim => "not signed",
            Self::Measured => "measured",
        }
    }
}
