//! What a network is shown of a picture.

use image::RgbImage;
use spectrafide_picture::jpeg::WEB_COPY;
use spectrafide_picture::preprocess::{Prepared, Preprocess, Region};
use spectrafide_picture::survey::Survey;
use spectrafide_provenance::Provenance;
use spectrafide_report::Delivery;

use super::Effort;
use crate::card::DetectorCard;

/// The views of a picture, those of its web copy for detectors that look twice, and how strongly
/// the picture was compressed.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The views.
    pub views: Prepared,
    /// At most as many views of the copy. Of a picture that JPEG cannot hold there is none.
    pub copy: Option<Prepared>,
    /// What decides the calibration and the cuts.
    pub delivery: Delivery,
    /// How many views a thorough look has.
    pub offered: usize,
}

impl Look {
    /// What a detector with `card` is shown of `pixels`, of which `survey` is the survey, from a
    /// file that `says` this.
    pub fn of_card(
        card: &DetectorCard,
        effort: Effort,
        pixels: &RgbImage,
        survey: &Survey,
        says: &Provenance,
    ) -> Self {
        let most = card.most_views(effort);
        let copied = card.certainty.map_or(0, |certainty| {
            certainty
                .copy_views
                .map_or(usize::MAX, |views| views as usize)
        });
        let regions = card.preprocess.regions_surveyed(pixels, survey);
        Self::at(&card.preprocess, [most, copied], pixels, regions, says)
    }

    /// The same before there is a card: of at most `most` of the views that `preprocess` chose as
    /// `regions`, and of at most `copied` of the web copy, or of no copy if that is 0.
    pub fn at(
        preprocess: &Preprocess,
        [most, copied]: [usize; 2],
        pixels: &RgbImage,
        mut regions: Vec<Region>,
        says: &Provenance,
    ) -> Self {
        let offered = regions.len();
        regions.truncate(most.max(1));
        let views = preprocess.prepare_regions(pixels, regions);
        let copy = (copied > 0).then(|| WEB_COPY.copy(pixels).ok()).flatten();
        let copy = copy.map(|copy| {
            let mut regions = preprocess.regions(&copy);
            regions.truncate(views.views().min(copied));
            preprocess.prepare_regions(&copy, regions)
        });
        Self {
            views,
            copy,
            delivery: Delivery::of(says),
            offered,
        }
    }
}
