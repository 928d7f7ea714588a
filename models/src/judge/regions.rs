//! What a detector says of the parts of a picture.

use spectrafide_picture::decode::Picture;
use spectrafide_picture::preprocess::{Grid, Region, Views};
use spectrafide_picture::survey::{Survey, is_flat};
use spectrafide_provenance::Provenance;
use spectrafide_report::{Calibration, Delivery, RegionScore, Regions};

use super::DeviceError;
use crate::detector::Detector;

/// How many parts are judged at once: between two such steps progress is told.
const BATCH: usize = 4;

impl Detector {
    /// The scores of parts that lie over the whole of `picture`, from a file that `says` this; none
    /// for a picture out of the detector's scope, and for a detector that looks at whole pictures.
    /// `progress` is told how many of how many parts were judged.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn judge_regions(
        &self,
        picture: &Picture,
        says: &Provenance,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Option<Regions>, DeviceError> {
        let card = self.card();
        let pixels = &picture.pixels;
        let Views::Crops { side, .. } = card.preprocess.views else {
            return Ok(None);
        };
        if !Survey::of(pixels)
            .objections(&card.scope, pixels)
            .is_empty()
        {
            return Ok(None);
        }
        let Grid {
            columns,
            rows,
            regions,
        } = Grid::over(pixels.dimensions(), side);
        let judged: Vec<Region> = regions
            .iter()
            .copied()
            .filter(|region| !is_flat(&card.preprocess.view(pixels, *region)))
            .collect();
        let mut logits = Vec::new();
        for batch in judged.chunks(BATCH) {
            progress(logits.len(), judged.len());
            let prepared = card.preprocess.prepare_regions(pixels, batch.to_vec());
            logits.extend(self.logits(prepared).await?);
        }
        let calibration = card.calibration_for(Delivery::of(says));
        Ok(Some(Regions {
            columns,
            rows,
            parts: scored(&regions, &judged, &logits, calibration),
        }))
    }
}

/// Each of `regions`, with a score where it was judged.
fn scored(
    regions: &[Region],
    judged: &[Region],
    logits: &[f32],
    calibration: Calibration,
) -> Vec<RegionScore> {
    let part = |region: &Region| {
        let place = judged.iter().position(|one| one == region);
        let logit = place.and_then(|place| logits.get(place));
        RegionScore {
            x_px: region.x_px,
            y_px: region.y_px,
            width_px: region.width_px,
            height_px: region.height_px,
            score: logit.map(|&logit| calibration.score(logit)),
        }
    };
    regions.iter().map(part).collect()
}
