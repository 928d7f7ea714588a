//! What stands under the headline: how sure that is, and how often it is wrong.

use spectrafide_provenance::credentials::Issuer;
use spectrafide_provenance::finding::{Extent, Finding, Provenance, What};
use spectrafide_provenance::sidecar;
use spectrafide_report::{Lead, Reason, Report, Verdict};

use super::provenance::credentials;
use super::score;

/// One or two short sentences.
pub fn in_short(report: &Report) -> String {
    match report.lead() {
        Lead::SignedRecord(extent) => format!("{}{}", signer(report), pixels(report, extent)),
        Lead::Note(extent) => format!(
            "Anyone can write that into a file.{}",
            pixels(report, extent)
        ),
        Lead::NotJudged => report.reasons.first().map_or_else(
            || "The detector does not judge pictures like this.".to_owned(),
            Reason::english,
        ),
        Lead::Pixels(verdict) => by_pixels(report, verdict),
    }
}

fn by_pixels(report: &Report, verdict: Verdict) -> String {
    let rate = match verdict {
        Verdict::LikelySynthetic => report
            .false_positive_rate_at_score
            .map(|rate| score::false_positives(verdict, rate)),
        Verdict::LikelyReal => report
            .thresholds
            .map(|thresholds| score::misses(thresholds.false_negative_rate)),
        // Why there is no answer matters more than how often a line that was not reached is wrong.
        Verdict::CannotTell => None,
    };
    rate.or_else(|| report.reasons.first().map(Reason::english))
        .unwrap_or_default()
}

/// Whose word a signed record is.
fn signer(report: &Report) -> String {
    let claim = report.reasons.iter().find_map(|reason| match reason {
        Reason::CredentialsClaim {
            signer, answers, ..
        } if answers.are_intact() => Some((signer.as_deref(), answers)),
        _ => None,
    });
    let Some((name, answers)) = claim else {
        return String::new();
    };
    let name = name.filter(|name| !name.is_empty());
    match (answers.issuer, name) {
        (Issuer::Listed, Some(name)) => format!("{name} signed it, and nothing was changed since."),
        (Issuer::Listed, None) => {
            "A listed signer signed it, and nothing was changed since.".to_owned()
        }
        (Issuer::Interim, Some(name)) => format!(
            "{name} signed it, who is on a frozen list only, and nothing was changed since."
        ),
        (_, Some(name)) => format!(
            "Nothing was changed since it was signed, by somebody who gives the name “{name}” and \
             is on no list."
        ),
        (_, None) => {
            "Nothing was changed since it was signed, by somebody who is on no list.".to_owned()
        }
    }
}

/// What the pixels add to a claim of this extent, after another sentence.
fn pixels(report: &Report, extent: Extent) -> &'static str {
    match (report.score.map(|_| report.verdict_by_pixels()), extent) {
        (Some(Verdict::LikelySynthetic), _) => " The pixels look like it, too.",
        // Both may be right.
        (Some(Verdict::LikelyReal), Extent::Part) => " As a whole it looks like a photograph.",
        (Some(Verdict::LikelyReal), _) => {
            " The pixels look like a photograph: one of the two is wrong."
        }
        (Some(Verdict::CannotTell), _) => " The pixels leave it open.",
        (None, _) => "",
    }
}

/// What the file says, the strongest first, as at most two sentences.
pub fn file(provenance: &Provenance) -> Vec<String> {
    let mut sentences: Vec<(u8, String)> =
        provenance.findings.iter().filter_map(of_finding).collect();
    sentences.sort_by_key(|(rank, _)| *rank);
    if sentences.is_empty() {
        return vec![
            if provenance.findings.is_empty() {
                "It says nothing about where it comes from, which is no sign either way."
            } else {
                "It names no camera and no model, which is no sign either way."
            }
            .to_owned(),
        ];
    }
    let mut sentences: Vec<String> = sentences.into_iter().map(|(_, text)| text).collect();
    sentences.dedup();
    sentences.truncate(2);
    sentences
}

fn of_finding(finding: &Finding) -> Option<(u8, String)> {
    Some(match &finding.what {
        What::Credentials(one) => (0, credentials::headline(one, sidecar::name_in(finding))),
        What::Generation(one) => (
            1,
            format!(
                "It holds a record, as {} writes it, of how a picture was made. Anyone can write \
                 that.",
                one.tool.name()
            ),
        ),
        What::Declaration(one) => (
            2,
            format!(
                "A label, {}, says “{}”. Anyone can write that.",
                one.standard.name(),
                one.term
            ),
        ),
        What::Capture(one) => {
            let name = match (one.make.as_deref(), one.model.as_deref()) {
                // Many makers write their name into both.
                (Some(make), Some(model)) if !model.starts_with(make) => format!("{make} {model}"),
                (_, Some(name)) | (Some(name), None) => name.to_owned(),
                (None, None) => return None,
            };
            (
                3,
                format!("It names a camera, {name}. Anyone can write that."),
            )
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use spectrafide_provenance::finding::{Capture, Standard};

    #[test]
    fn a_verdict_by_the_pixels_says_how_often_it_is_wrong() {
        let flagged = in_short(&sample::synthetic().report);
        assert!(
            flagged.contains("of 100") || flagged.contains("Of 100"),
            "{flagged}"
        );
        let real = in_short(&sample::real().report);
        assert!(real.contains("AI-made pictures"), "{real}");
    }

    #[test]
    fn a_picture_that_is_not_judged_is_told_why() {
        let text = in_short(&sample::cannot_tell().report);
        assert!(text.contains("one flat colour"), "{text}");
    }

    #[test]
    fn a_note_is_anybodys_and_the_pixels_may_disagree() {
        let mut report = sample::real().report;
        report.hear(sample::notes());
        let text = in_short(&report);
        assert!(text.contains("one of the two is wrong"), "{text}");
    }

    #[test]
    fn a_photograph_that_a_model_changed_in_part_is_no_contradiction() {
        let mut report = sample::real().report;
        report.reasons.insert(
            0,
            Reason::Label {
                standard: Standard::SamsungGenAi,
                term: "8".to_owned(),
                extent: Extent::Part,
            },
        );
        let text = in_short(&report);
        assert!(text.contains("As a whole"), "{text}");
        assert!(!text.contains("wrong"), "{text}");
    }

    #[test]
    fn a_maker_that_is_in_the_models_name_is_told_once() {
        let camera = |make: &str, model: &str| {
            let capture = Capture {
                make: Some(make.to_owned()),
                model: Some(model.to_owned()),
                ..Capture::default()
            };
            let mut provenance = sample::notes();
            provenance
                .findings
                .retain(|one| matches!(one.what, What::Capture(_)));
            provenance.findings[0].what = What::Capture(Box::new(capture));
            file(&provenance).remove(0)
        };
        assert!(camera("Canon", "Canon EOS 5D").contains("a camera, Canon EOS 5D."));
        assert!(camera("NIKON", "D850").contains("a camera, NIKON D850."));
    }

    #[test]
    fn a_file_that_says_nothing_is_no_sign() {
        let [text] = &file(&Provenance::default())[..] else {
            panic!("one sentence");
        };
        assert!(text.contains("no sign either way"), "{text}");
        assert!(file(&sample::notes()).len() <= 2);
    }
}
