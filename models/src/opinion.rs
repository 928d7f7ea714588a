//! From the logits of a picture to a verdict: the one place where a card's calibration, cuts and
//! certainty come together.

use spectrafide_picture::jpeg::WEB_COPY;
use spectrafide_report::certainty::{Signs, mean};
use spectrafide_report::report::SecondLook;
use spectrafide_report::{Delivery, Score, Verdict};

use crate::card::DetectorCard;

/// What a detector thinks of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opinion {
    /// The calibrated score.
    pub score: Score,
    /// What the score alone says.
    pub by_score: Verdict,
    /// What the picture's web copy shows, if it was looked at.
    pub second_look: Option<SecondLook>,
    /// What a person is told.
    pub verdict: Verdict,
}

impl DetectorCard {
    /// The opinion on a picture of `delivery` whose views have these `logits`, and those of its
    /// web copy the logits `copy`. A second look may take a verdict away and never gives one.
    pub fn opinion(&self, delivery: Delivery, logits: &[f32], copy: Option<&[f32]>) -> Opinion {
        let score = self.calibration_for(delivery).score(mean(logits));
        let by_score = self.thresholds_for(delivery).verdict(score);
        let second_look = copy.and_then(|copy| {
            let certainty = self.certainty?;
            let of_copy = delivery_of_copy(delivery);
            let copy_score = self.calibration_for(of_copy).score(mean(copy));
            let copy_verdict = self.thresholds_for(of_copy).verdict(copy_score);
            let probability = certainty.probability(&self.signs(delivery, logits, copy));
            Some(SecondLook {
                score: copy_score,
                verdict: copy_verdict,
                certainty: probability,
                certain: probability >= certainty.least && !by_score.contradicts(copy_verdict),
            })
        });
        let verdict = match second_look {
            Some(look) if !look.certain => Verdict::CannotTell,
            _ => by_score,
        };
        Opinion {
            score,
            by_score,
            second_look,
            verdict,
        }
    }

    /// What the logits of a picture's views and of its web copy's say about each other.
    pub fn signs(&self, delivery: Delivery, logits: &[f32], copy: &[f32]) -> Signs {
        let log_odds = |delivery: Delivery, logits: &[f32]| -> Vec<f32> {
            let calibration = self.calibration_for(delivery);
            logits
                .iter()
                .map(|&logit| calibration.log_odds(logit))
                .collect()
        };
        Signs::of(
            &log_odds(delivery, logits),
            &log_odds(delivery_of_copy(delivery), copy),
        )
    }
}

/// The delivery of the web copy of a picture of `delivery`.
fn delivery_of_copy(delivery: Delivery) -> Delivery {
    delivery.max(Delivery::of_quality(WEB_COPY.quality))
}
