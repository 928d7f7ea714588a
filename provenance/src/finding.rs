//! The findings: plain types that the reader fills and the page shows.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::credentials::{Credentials, CredentialsState};

/// Everything that was read from one file besides its pixels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// In the order of the file; measurements on the whole file come last.
    pub findings: Vec<Finding>,
}

impl Provenance {
    /// Whether the file carries a manifest store that nobody has verified yet.
    pub fn needs_verification(&self) -> bool {
        self.findings.iter().any(|finding| {
            matches!(
                &finding.what,
                What::Credentials(Credentials {
                    state: CredentialsState::NotVerified { .. },
                    ..
                })
            )
        })
    }

    /// Takes in how a verification ended: with credentials, without any (`None`), or not at all.
    ///
    /// What it found replaces what was read from the structure, see [`Self::set_credentials`].
    /// Where it found none, what the structure shows stays as it is. An error, such as a verifier
    /// that could not be loaded, becomes [`CredentialsState::NotVerified`] with its words as the
    /// reason: that nobody has checked is a result, too, and must not be lost.
    pub fn conclude_verification<E: fmt::Display>(
        &mut self,
        outcome: Result<Option<Credentials>, E>,
    ) {
        match outcome {
            Ok(Some(credentials)) => self.set_credentials(credentials),
            Ok(None) => {}
            Err(error) => self.set_credentials(Credentials {
                state: CredentialsState::NotVerified {
                    reason: error.to_string(),
                },
                manifests: Vec::new(),
                trust_list_date: None,
            }),
        }
    }

    /// Puts what a verification found in the place of what was read from the manifest store's
    /// structure, and sets how far it can be trusted. What the structure shows stays where the
    /// verification could not read the manifests, as with some of early versions.
    pub fn set_credentials(&mut self, mut credentials: Credentials) {
        let trust = credentials.state.trust();
        let mut findings = self.findings.iter_mut();
        match findings.find(|finding| matches!(finding.what, What::Credentials(_))) {
            Some(finding) => {
                if let What::Credentials(structure) = &mut finding.what
                    && credentials.manifests.is_empty()
                {
                    credentials.manifests = std::mem::take(&mut structure.manifests);
                }
                finding.what = What::Credentials(credentials);
                finding.trust = trust;
            }
            None => self.findings.push(Finding {
                what: What::Credentials(credentials),
                place: Place::default(),
                trust,
                raw: Vec::new(),
            }),
        }
    }
}

impl CredentialsState {
    /// How far what is said in such a manifest store can be trusted.
    pub fn trust(&self) -> Trust {
        match self {
            Self::Trusted => Trust::SignedTrusted,
            Self::UnknownIssuer => Trust::SignedUnknownIssuer,
            Self::Broken { .. } => Trust::SignedBroken,
            Self::NotVerified { .. } | Self::Absent { .. } => Trust::UnsignedClaim,
        }
    }
}

impl Field {
    /// Longest value that is kept, in bytes.
    pub const MAX_VALUE_BYTES: usize = 4096;

    /// A field, whose value is cut where it is too long.
    pub fn new(name: impl Into<String>, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        let mut end = value.len().min(Self::MAX_VALUE_BYTES);
        while !value.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let kept = value.get(..end).unwrap_or_default();
        let value = if kept.len() < value.len() {
            format!("{kept}… (cut, {} bytes in all)", value.len())
        } else {
            kept.to_owned()
        };
        Self {
            name: name.into(),
            value,
        }
    }
}

/// One thing that the file says, or that its structure shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub what: What,
    /// Where it stands.
    pub place: Place,
    /// How far it can be trusted.
    pub trust: Trust,
    /// Every field as it stood in the file.
    pub raw: Vec<Field>,
}

/// Where in a file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The part of the container, such as `PNG tEXt` or `JPEG APP1 Exif`.
    pub container: String,
    /// Offset of that part from the start of the file.
    pub offset_bytes: u64,
    /// Size of that part.
    pub length_bytes: u64,
}

/// A name with its value, both as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The field's name in its own format.
    pub name: String,
    /// Its value; a long one is cut and says so.
    pub value: String,
}

/// How far a finding can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Signed, unchanged since, and the signer is on the trust list.
    SignedTrusted,
    /// Signed and unchanged since; nobody vouches for the signer.
    SignedUnknownIssuer,
    /// Signed, but the signature, the certificate or the content does not verify.
    SignedBroken,
    /// Anyone could have written it.
    UnsignedClaim,
    /// Not a claim: computed from how the file is made.
    Measured,
}

/// What a finding is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Signed Content Credentials (C2PA).
    Credentials(Credentials),
    /// A generator's record of how it made the picture.
    Generation(Generation),
    /// A standard label that says how far the picture was made by a model.
    Declaration(Declaration),
    /// How a camera took the picture.
    Capture(Box<Capture>),
    /// Programs that wrote or changed the file.
    Editing(Editing),
    /// What the numbers of the pixels mean as colours.
    ColorProfile(ColorProfile),
    /// A small copy of the picture inside the file.
    Thumbnail(Thumbnail),
    /// How the file was last saved.
    Compression(Compression),
    /// Width and height, where generators favour them.
    Dimensions(Dimensions),
    /// A part of the file that is damaged, in the wrong place, or lies about its size.
    Problem(String),
}

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
    /// `InvokeAI`: `Dream`, `sd-metadata`, `invokeai_metadata`.
    InvokeAi,
    /// Fooocus: `parameters` with `fooocus_scheme`, or a JSON `Comment`.
    Fooocus,
    /// `NovelAI`: text chunks, or data hidden in the alpha channel.
    NovelAi,
    /// Midjourney: `Description` with a job's identifier.
    Midjourney,
    /// `OpenAI`'s picture models.
    OpenAi,
    /// Google's picture models.
    Google,
    /// Grok: a signature and an identifier in EXIF.
    Grok,
    /// Another generator that names itself where generators do.
    Other,
}

/// A standard label that says how far the picture was made by a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Whose label it is.
    pub standard: Standard,
    /// How much of the picture it is about.
    pub extent: Extent,
    /// The label's value, such as `trainedAlgorithmicMedia`.
    pub term: String,
    /// The system that made the picture, where the label names it.
    pub system: Option<String>,
}

/// The standards that have such labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// IPTC `DigitalSourceType`.
    IptcDigitalSourceType,
    /// IPTC `AISystemUsed`.
    IptcAiSystemUsed,
    /// The Chinese TC260 `AIGC` label.
    Tc260Aigc,
    /// Samsung's `genAIType`.
    SamsungGenAi,
}

/// How much of a picture a label is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of it was made by a model.
    Whole,
    /// A part of it was made or changed by a model.
    Part,
    /// Made by a program that is not a trained model, or with an extent that the label leaves
    /// open.
    Unclear,
    /// The label says that no model was used.
    None,
}

impl Extent {
    /// The one of two statements that says more about a model.
    #[must_use]
    pub fn more(self, other: Self) -> Self {
        let rank = |extent| match extent {
            Self::Whole => 3,
            Self::Part => 2,
            Self::Unclear => 1,
            Self::None => 0,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

/// How a camera took the picture, as its EXIF data says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Maker of the camera.
    pub make: Option<String>,
    /// Model of the camera.
    pub model: Option<String>,
    /// The lens.
    pub lens: Option<String>,
    /// When it was taken, as written.
    pub taken_at: Option<String>,
    /// Exposure time as people write it, such as `1/250 s`.
    pub exposure_time: Option<String>,
    /// Aperture, such as `f/2.8`.
    pub aperture: Option<String>,
    /// Sensitivity, ISO.
    pub iso: Option<String>,
    /// Focal length, such as `35 mm`.
    pub focal_length: Option<String>,
    /// Where it was taken; a program that shows it should ask first.
    pub position: Option<Position>,
}

/// A place on Earth, in degrees; north and east are positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude.
    pub latitude_degrees: f64,
    /// Longitude.
    pub longitude_degrees: f64,
}

/// Programs that wrote or changed the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Editing {
    /// The program that wrote the file, as it names itself.
    pub software: Option<String>,
    /// The steps of the history, oldest first.
    pub steps: Vec<EditStep>,
}

/// One entry of an editing history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditStep {
    /// What was done, such as `saved`.
    pub action: String,
    /// With which program.
    pub software: Option<String>,
    /// When, as written.
    pub when: Option<String>,
}

/// What the numbers of the pixels mean as colours (ICC).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColorProfile {
    /// The profile's description.
    pub name: Option<String>,
    /// Its colour space, such as `RGB`.
    pub color_space: Option<String>,
}

/// A small copy of the picture inside the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Its width.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
    /// Mean absolute difference from the picture, both at the thumbnail's size, as a share of the
    /// full range; absent when they were not compared.
    pub difference: Option<f32>,
    /// Whether they differ so much that one was changed without the other.
    pub disagrees: bool,
}

/// How the file was last saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compression {
    /// The codec, such as `JPEG` or `WebP lossy`.
    pub codec: String,
    /// JPEG quality on the scale of the Independent JPEG Group, 1 to 100.
    pub quality: Option<u8>,
    /// Whether the quantisation tables are exactly those of that quality.
    pub standard_tables: bool,
    /// Chroma subsampling, such as `4:2:0`.
    pub chroma_subsampling: Option<String>,
    /// Whether the picture comes in several passes.
    pub progressive: bool,
    /// The program or device whose way of saving this is, where it is known.
    pub encoder: Option<String>,
    /// An earlier JPEG compression that left traces.
    pub earlier: Option<EarlierCompression>,
}

/// An earlier JPEG compression of the same picture, on the same grid of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierCompression {
    /// Estimated quality of the earlier compression.
    pub quality: u8,
}

/// Width and height, where generators favour them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    /// Width as stored.
    pub width_px: u32,
    /// Height as stored.
    pub height_px: u32,
    /// The generators that favour exactly this size; many photographs have it, too.
    pub typical_of: Vec<String>,
}

/// What stands for a value that is not shown.
const HIDDEN: &str = "(not shown)";

impl Provenance {
    /// Whether the file says where the picture was taken.
    pub fn has_location(&self) -> bool {
        self.findings.iter().any(|finding| {
            finding.raw.iter().any(Field::is_location)
                || matches!(&finding.what, What::Capture(capture) if capture.position.is_some())
        })
    }

    /// The same without where the picture was taken: what programs show before they are asked
    /// for it. The fields remain, so that it is still to be seen that there is a place.
    #[must_use]
    pub fn without_location(mut self) -> Self {
        for finding in &mut self.findings {
            if let What::Capture(capture) = &mut finding.what {
                capture.position = None;
            }
            for field in finding.raw.iter_mut().filter(|field| field.is_location()) {
                HIDDEN.clone_into(&mut field.value);
            }
        }
        self
    }
}

impl Field {
    /// Whether the field is one of EXIF's, XMP's or IPTC's about where the picture was taken.
    fn is_location(&self) -> bool {
        const NAMES: [&str; 6] = [
            "GPS",
            "City",
            "Sub-location",
            "State",
            "Country",
            "Location",
        ];
        let name = self.name.rsplit([':', ' ']).next().unwrap_or(&self.name);
        NAMES.iter().any(|known| name.starts_with(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located() -> Provenance {
        Provenance {
            findings: vec![Finding {
                what: What::Capture(Box::new(Capture {
                    make: Some("Canon".to_owned()),
                    position: Some(Position {
                        latitude_degrees: 48.858,
                        longitude_degrees: 2.294,
                    }),
                    ..Capture::default()
                })),
                place: Place::default(),
                trust: Trust::UnsignedClaim,
                raw: vec![
                    Field {
                        name: "GPS GPSLatitude".to_owned(),
                        value: "48 deg 51 min".to_owned(),
                    },
                    Field {
                        name: "photoshop:City".to_owned(),
                        value: "Paris 48".to_owned(),
                    },
                    Field {
                        name: "Make".to_owned(),
                        value: "Canon".to_owned(),
                    },
                ],
            }],
        }
    }

    #[test]
    fn a_hidden_place_is_nowhere_in_what_is_written() {
        assert!(located().has_location());
        let text = serde_json::to_string(&located().without_location()).unwrap();
        assert!(!text.contains("48") && !text.contains("2.294"), "{text}");
        assert!(
            text.contains("GPSLatitude") && text.contains("Canon"),
            "{text}"
        );
    }
}
