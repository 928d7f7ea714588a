//! The findings: plain types that the reader fills and the page shows.

mod capture;
mod declaration;
mod editing;
mod field;
mod generation;
mod problem;
mod provenance;
mod saving;
mod summary;

use serde::{Deserialize, Serialize};

pub use crate::claim::{Extent, Trust};
use crate::credentials::Credentials;
pub use capture::{Capture, Position};
pub use declaration::{Declaration, Standard};
pub use editing::{EditStep, Editing};
pub use field::Field;
pub use generation::{Generation, Tool};
pub use problem::{Part, Problem};
pub use provenance::Provenance;
pub use saving::{ColorProfile, Compression, Dimensions, EarlierCompression, Thumbnail};
pub use summary::{ClaimSource, Claimant, Claimed, Claims, CredentialsSummary, Summary};

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
    Problem(Problem),
}
