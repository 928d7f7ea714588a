//! From numbers to the report.

use spectrafide_picture::decode::Picture;
use spectrafide_report::certainty::mean;
use spectrafide_report::report::{PictureFacts, ViewReport};
use spectrafide_report::{Delivery, Reason, Report, Thresholds, Verdict};

use crate::card::DetectorCard;
use crate::explain::Case;
use crate::opinion::Opinion;

/// A report with what the decoder read and nothing judged.
pub(super) fn facts(picture: &Picture) -> Report {
    Report {
        picture: Some(PictureFacts {
            format: picture.format.to_string(),
            width_px: picture.pixels.width(),
            height_px: picture.pixels.height(),
            file_bytes: picture.file_bytes,
            notes: picture.notes.clone(),
        }),
        ..Report::default()
    }
}

/// Fills in score, verdict, views and reasons.
pub(super) fn conclude(
    report: &mut Report,
    card: &DetectorCard,
    delivery: Delivery,
    opinion: &Opinion,
    case: &Case<'_>,
    offered: usize,
) {
    let logits = case.logits();
    let calibration = card.calibration_for(delivery);
    let thresholds = card.thresholds_for(delivery);
    report.delivery = delivery;
    report.thresholds = Some(thresholds);
    report.score = Some(opinion.score);
    report.verdict = opinion.verdict;
    report.second_look = opinion.second_look;
    report.false_positive_rate_at_score = card.false_positive_rate_at(opinion.score, delivery);
    report.views = case
        .regions()
        .iter()
        .zip(logits)
        .map(|(region, &logit)| ViewReport {
            x_px: region.x_px,
            y_px: region.y_px,
            width_px: region.width_px,
            height_px: region.height_px,
            score: calibration.score(logit),
        })
        .collect();
    report.reasons.push(reason(opinion, &thresholds));
    report.reasons.extend(agreement(logits));
    if logits.len() < offered {
        report.reasons.push(Reason::QuickLook {
            parts: logits.len() as u32,
            of: offered as u32,
        });
    }
}

/// Why the verdict is what it is.
fn reason(opinion: &Opinion, thresholds: &Thresholds) -> Reason {
    if let Some(look) = opinion.second_look
        && opinion.verdict != opinion.by_score
    {
        return if opinion.by_score.contradicts(look.verdict) {
            Reason::CopyContradicts
        } else {
            Reason::Uncertain {
                certainty: look.certainty,
            }
        };
    }
    match opinion.verdict {
        Verdict::LikelySynthetic => Reason::ScoreHigh {
            false_positive_rate: thresholds.false_positive_rate,
        },
        Verdict::LikelyReal => Reason::ScoreLow {
            false_negative_rate: thresholds.false_negative_rate,
        },
        Verdict::CannotTell => Reason::ScoreBetween,
    }
}

/// How the parts agree, where there are several.
fn agreement(logits: &[f32]) -> Option<Reason> {
    let synthetic = mean(logits) > 0.0;
    let agreeing = logits
        .iter()
        .filter(|&&logit| (logit > 0.0) == synthetic)
        .count();
    (logits.len() > 1).then_some(Reason::PartsAgree {
        agreeing: agreeing as u32,
        parts: logits.len() as u32,
    })
}
