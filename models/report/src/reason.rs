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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
