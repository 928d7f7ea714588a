//! One file of a dossier.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use spectrafide_report::{Report, Verdict};

use crate::check::Check;
use crate::digest::Sha256;
use crate::error::DossierError;
use crate::time::Time;

/// Longest name of a file, in bytes.
pub const MAX_NAME_BYTES: usize = 1024;

/// Most reports of one file: of two detectors that are compared.
pub const MAX_REPORTS: usize = 2;

/// Largest thumbnail, in bytes.
pub const MAX_THUMBNAIL_BYTES: usize = 256 * 1024;
/// Longer side of a thumbnail, in pixels.
const THUMBNAIL_PX: u64 = 240;

/// A file that is to be filed, with what detectors said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Filing {
    /// Its name, at most [`MAX_NAME_BYTES`].
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was checked.
    pub checked_at: Time,
    /// What each detector said, one or two, the one that was asked first in front.
    pub reports: Vec<Report>,
    /// A small copy, PNG or JPEG, of at most [`MAX_THUMBNAIL_BYTES`].
    pub thumbnail: Option<Vec<u8>>,
}

/// A file in a dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the dossier, from 1.
    pub number: u32,
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was checked.
    pub checked_at: Time,
    /// The first entry with the same SHA-256; absent where this is the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<u32>,
    /// What was checked, and what was not.
    pub checks: Vec<Check>,
    /// What each detector said.
    pub reports: Vec<Report>,
    /// The small copy that the HTML shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

/// What comes of a file's reports, in one code. It is no verdict of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Likely synthetic.
    Synthetic,
    /// Likely real.
    Real,
    /// There is a score, and no verdict.
    CannotTell,
    /// Two detectors contradict each other.
    Disagree,
    /// Of two detectors only one gives a verdict.
    OneAnswers,
    /// No detector judged it: it is out of scope.
    NotJudged,
    /// An error kept it from being judged.
    Failed,
}

impl Outcome {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 7] = [
        Self::Synthetic,
        Self::Real,
        Self::CannotTell,
        Self::Disagree,
        Self::OneAnswers,
        Self::NotJudged,
        Self::Failed,
    ];

    /// Of one or two reports.
    pub fn of(reports: &[Report]) -> Self {
        match reports {
            [] => Self::NotJudged,
            [report] => Self::of_one(report),
            [first, others @ ..] => others.iter().fold(Self::of_one(first), |one, other| {
                one.beside(Self::of_one(other))
            }),
        }
    }

    fn of_one(report: &Report) -> Self {
        match report.verdict {
            _ if report.error.is_some() => Self::Failed,
            Verdict::LikelySynthetic => Self::Synthetic,
            Verdict::LikelyReal => Self::Real,
            Verdict::CannotTell if report.score.is_some() => Self::CannotTell,
            Verdict::CannotTell => Self::NotJudged,
        }
    }

    /// Of two detectors.
    fn beside(self, other: Self) -> Self {
        match (self.answers(), other.answers()) {
            (true, true) if self == other => self,
            (true, true) => Self::Disagree,
            (true, false) | (false, true) => Self::OneAnswers,
            // The one that came furthest.
            (false, false) => self.min(other),
        }
    }

    fn answers(self) -> bool {
        matches!(self, Self::Synthetic | Self::Real)
    }
}

impl Entry {
    /// What comes of its reports.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.reports)
    }
}

/// A small copy of a picture. In JSON its bytes are named by their SHA-256; the HTML holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// `image/png` or `image/jpeg`.
    pub media_type: MediaType,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
    /// The bytes; empty where only the JSON was read.
    #[serde(skip)]
    pub data: Vec<u8>,
}

/// What a thumbnail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl MediaType {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl Thumbnail {
    /// Width and height in pixels of a thumbnail of a picture of this size: 240 along its longer side,
    /// and never more than the picture has.
    pub fn size((width_px, height_px): (u32, u32)) -> (u32, u32) {
        let longest = u64::from(width_px.max(height_px).max(1));
        let small = |length: u32| {
            let length = u64::from(length).saturating_mul(THUMBNAIL_PX.min(longest));
            length.checked_div(longest).unwrap_or_default().max(1) as u32
        };
        (small(width_px), small(height_px))
    }

    /// Takes the bytes of a PNG or a JPEG. Only their first ones are looked at.
    ///
    /// # Errors
    ///
    /// [`DossierError::ThumbnailFormat`] and [`DossierError::ThumbnailSize`].
    pub fn new(data: Vec<u8>) -> Result<Self, DossierError> {
        let media_type = if data.starts_with(b"\x89PNG\r\n\x1a\n") {
            MediaType::Png
        } else if data.starts_with(b"\xff\xd8\xff") {
            MediaType::Jpeg
        } else {
            return Err(DossierError::ThumbnailFormat);
        };
        if data.len() > MAX_THUMBNAIL_BYTES {
            return Err(DossierError::ThumbnailSize {
                bytes: data.len(),
                limit: MAX_THUMBNAIL_BYTES,
            });
        }
        Ok(Self {
            media_type,
            sha256: Sha256::of(&[&data]),
            data,
        })
    }

    /// The address that holds the bytes.
    pub(crate) fn data_uri(&self) -> String {
        format!("{}{}", self.uri_start(), BASE64.encode(&self.data))
    }

    /// What such an address begins with.
    pub(crate) fn uri_start(&self) -> String {
        format!("data:{};base64,", self.media_type.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_report::Score;

    fn report(verdict: Verdict) -> Report {
        Report {
            verdict,
            score: Some(Score::new(0.5)),
            ..Report::default()
        }
    }

    #[test]
    fn two_detectors_never_make_a_third_verdict() {
        use Verdict::{CannotTell, LikelyReal, LikelySynthetic};
        let two = |one, other| Outcome::of(&[report(one), report(other)]);
        assert_eq!(two(LikelyReal, LikelyReal), Outcome::Real);
        assert_eq!(two(LikelyReal, LikelySynthetic), Outcome::Disagree);
        assert_eq!(two(LikelySynthetic, LikelyReal), Outcome::Disagree);
        assert_eq!(two(CannotTell, LikelySynthetic), Outcome::OneAnswers);
        assert_eq!(two(LikelyReal, CannotTell), Outcome::OneAnswers);
        assert_eq!(two(CannotTell, CannotTell), Outcome::CannotTell);
        let failed = Outcome::of(&[report(CannotTell), Report::failed("no")]);
        assert_eq!(failed, Outcome::CannotTell);
    }

    #[test]
    fn without_a_score_a_picture_was_not_judged_unless_its_file_decides() {
        let mut one = Report::default();
        assert_eq!(Outcome::of(&[one.clone()]), Outcome::NotJudged);
        one.verdict = Verdict::LikelySynthetic;
        assert_eq!(Outcome::of(&[one]), Outcome::Synthetic);
        assert_eq!(Outcome::of(&[Report::failed("no")]), Outcome::Failed);
    }

    #[test]
    fn a_thumbnail_is_a_small_png_or_jpeg() {
        let jpeg = Thumbnail::new(b"\xff\xd8\xff\xe0".to_vec()).unwrap();
        assert_eq!(jpeg.data_uri(), "data:image/jpeg;base64,/9j/4A==");
        let svg = Thumbnail::new(b"<svg onload=alert(1)>".to_vec());
        assert_eq!(svg, Err(DossierError::ThumbnailFormat));
        let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
        large.resize(MAX_THUMBNAIL_BYTES + 1, 0);
        assert!(matches!(
            Thumbnail::new(large),
            Err(DossierError::ThumbnailSize { .. })
        ));
    }
}
