//! The judgement of copies of a picture.

use image::RgbImage;
use spectrafide_picture::handling::file_of;
use spectrafide_report::{CopyVerdict, Handling, Verdict};

use super::{DeviceError, Request, Subject};
use crate::detector::Detector;

impl Detector {
    /// The verdict on the copy of `pixels` that `handling` makes. The copy is a file like any other,
    /// and is judged like one; what a file says of itself has no part in it.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn judge_copy(
        &self,
        pixels: &RgbImage,
        handling: Handling,
        request: &Request<'_>,
    ) -> Result<CopyVerdict, DeviceError> {
        let file = match file_of(handling, pixels) {
            Ok(file) => file,
            Err(error) => {
                return Ok(CopyVerdict {
                    handling,
                    verdict: Verdict::CannotTell,
                    score: None,
                    reasons: Vec::new(),
                    error: Some(error.to_string()),
                });
            }
        };
        let copy = Subject::open("", &file);
        let analysis = Box::pin(self.judge(&copy, request)).await?;
        Ok(CopyVerdict::of(handling, &analysis.report))
    }
}
