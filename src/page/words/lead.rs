//! What stands under the headline: how sure that is, and how often it is wrong.

use spectrafide_provenance::credentials::Issuer;
use spectrafide_provenance::finding::{Finding, Provenance, What};
use spectrafide_provenance::sidecar;
use spectrafide_report::{Lead, Reason, Report, Verdict};

use super::provenance::credentials;
use super::score;

/// One or two short sentences.
pub fn in_short(report: &Report) -> String {
    match report.lead() {
        Lead::SignedRecord(_) => format!("{}{}", signer(report), pixels(report)),
        Lead::Note(_) => format!("Anyone can write that into a file.{}", pixels(report)),
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

/// What the pixels add, after another sentence.
fn pixels(report: &Report) -> &'static str {
    match report.score.map(|_| report.verdict_by_pixels()) {
        Some(Verdict::LikelySynthetic) => " The pixels look like it, too.",
        Some(Verdict::LikelyReal) => " The pixels look like a photograph: one of the two is wrong.",
        Some(Verdict::CannotTell) => " The pixels leave it open.",
        None => "",
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
            format!("A label says “{}”. Anyone can write that.", one.term),
        ),
        What::Capture(one) => {
            let parts = [one.make.as_deref(), one.model.as_deref()];
            let name: Vec<&str> = parts.into_iter().flatten().collect();
            if name.is_empty() {
                return None;
            }
            (
                3,
                format!(
                    "It names a camera, {}. Anyone can write that.",
                    name.join(" ")
                ),
            )
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

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
    fn a_file_that_says_nothing_is_no_sign() {
        let [text] = &file(&Provenance::default())[..] else {
            panic!("one sentence");
        };
        assert!(text.contains("no sign either way"), "{text}");
        assert!(file(&sample::notes()).len() <= 2);
    }
}
