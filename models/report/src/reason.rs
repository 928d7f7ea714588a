//! Why a verdict is what it is, as codes that programs can rely on.

use serde::{Deserialize, Serialize};
use spectrafide_provenance::credentials::Answers;
use spectrafide_provenance::finding::{Extent, Standard, Tool};

/// Why a verdict is what it is. In JSON `code` names the variant and the other fields its numbers;
/// [`english`](crate::english) has a sentence for each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Not judged: a side is shorter than the detector can use.
    TooSmall {
        /// The picture's width.
        width_px: u32,
        /// Its height.
        height_px: u32,
        /// The shortest side that is judged.
        min_side_px: u32,
    },
    /// Not judged: the detector is for small pictures.
    TooLarge {
        /// The picture's width.
        width_px: u32,
        /// Its height.
        height_px: u32,
        /// The longest side that is judged.
        max_side_px: u32,
    },
    /// Not judged: nearly one colour.
    Flat,
    /// Not judged: so few colours that it is a drawing or a diagram.
    FewColours,
    /// Not judged: flat areas with hard edges, as of screenshots and text.
    Graphic,
    /// The score is at or above the cut for synthetic.
    ScoreHigh {
        /// Share of real validation pictures that reach the cut.
        false_positive_rate: f32,
    },
    /// The score is at or below the cut for real.
    ScoreLow {
        /// Share of synthetic validation pictures at or below the cut.
        false_negative_rate: f32,
    },
    /// The score is between the two cuts.
    ScoreBetween,
    /// A smaller copy of the picture would get the opposite verdict, so neither is given.
    CopyContradicts,
    /// The parts of the picture and its copy agree too little for a verdict.
    Uncertain {
        /// Share of validation pictures like this one that were judged rightly.
        certainty: f32,
    },
    /// How many of the judged parts are on the side of even that the picture is on.
    PartsAgree {
        /// Parts on that side.
        agreeing: u32,
        /// Parts in all.
        parts: u32,
    },
    /// A quick look: fewer parts were judged than the error rates were measured with.
    QuickLook {
        /// Parts that were judged.
        parts: u32,
        /// Parts that a thorough look judges.
        of: u32,
    },
    /// Content Credentials say that a model made the picture or a part of it.
    CredentialsClaim {
        /// The signer, as the certificate names it.
        signer: Option<String>,
        /// What is known of bytes, signature, signer and time.
        answers: Answers,
        /// How much of the picture.
        extent: Extent,
    },
    /// The file holds a generator's record of how a picture was made.
    GeneratorRecord {
        /// Whose record.
        tool: Tool,
        /// The part of the file.
        container: String,
    },
    /// A standard label in the file says that a model made the picture or a part of it.
    Label {
        /// The standard.
        standard: Standard,
        /// The label's term.
        term: String,
        /// How much of the picture.
        extent: Extent,
    },
    /// The detector's "likely real" was taken back because of what the file says.
    DetectorContradicted,
}

/// What was left out or converted before a picture was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Note {
    /// Of an animation the first frame was judged.
    FirstFrame,
    /// More than 8 bits a channel were reduced to 8.
    DepthReduced,
    /// Transparent parts were placed on white.
    OnWhite,
    /// The browser decoded the file; another one may give slightly different pixels.
    DecodedByBrowser,
    /// The colours were converted to sRGB from those of the embedded profile.
    ColorsConverted {
        /// The profile's name.
        profile: Option<String>,
    },
    /// The colours were converted to sRGB from those that a PNG names without a profile.
    ColorsConvertedAsNamed {
        /// What names them.
        by: NamedColors,
    },
    /// The colours that a PNG names without a profile were taken as sRGB.
    NamedColorsNotUsed {
        /// What names them.
        by: NamedColors,
    },
    /// Four inks were converted to sRGB.
    InksConverted {
        /// The name of the embedded profile, …
        profile: Option<String>,
        /// … and whether it was used; otherwise light was taken away by the share of each ink.
        by_profile: bool,
    },
    /// The embedded colour profile was not used.
    ProfileNotUsed {
        /// The profile's name.
        profile: Option<String>,
        /// Why.
        fault: ProfileFault,
    },
    /// The end marker of the file is missing, and nothing of the picture.
    EndMissing,
    /// The picture breaks off, and what is there of it was judged.
    RowsMissing {
        /// Rows of pixels that are missing, as the picture is stored, …
        missing: u32,
        /// … of so many.
        rows: u32,
    },
    /// The file holds further pictures, which were not judged.
    FurtherPictures {
        /// How many.
        pictures: u32,
        /// What the second picture is.
        second: SecondPicture,
    },
}

/// What a PNG names its colours by where it has no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedColors {
    /// Code points for primaries and curve: the chunk `cICP`.
    CodePoints,
    /// The chunks `gAMA` and `cHRM`, or one of them.
    GammaAndPrimaries,
}

/// Why an embedded colour profile was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileFault {
    /// It is longer than profiles are.
    TooLong,
    /// A part of it is missing or broken.
    Damaged,
    /// It is of a kind that is not read.
    UnknownKind,
    /// It is for pictures with other colours, such as for grey ones.
    OtherColors,
}

/// What the second picture of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondPicture {
    /// How much brighter bright screens show each part of the first one (Ultra HDR).
    GainMap,
    /// A smaller copy.
    Preview,
    /// A part of a panorama.
    Panorama,
    /// The view of the other eye.
    Stereo,
    /// A view from another angle.
    Angle,
    /// The file does not say.
    Unnamed,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Other programs read these codes.
    #[test]
    fn a_reason_is_its_code_and_its_numbers() {
        let reason = Reason::TooSmall {
            width_px: 9,
            height_px: 8,
            min_side_px: 16,
        };
        let json = serde_json::to_value(&reason).expect("plain data");
        let expected = serde_json::json!({
            "code": "too_small", "width_px": 9, "height_px": 8, "min_side_px": 16
        });
        assert_eq!(json, expected);
        assert_eq!(
            serde_json::from_value::<Reason>(json).expect("the same"),
            reason
        );
        let note = serde_json::to_value(Note::FirstFrame).expect("plain data");
        assert_eq!(note, serde_json::json!({"code": "first_frame"}));
    }
}
