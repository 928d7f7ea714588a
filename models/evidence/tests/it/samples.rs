//! Dossiers for the tests.

use spectrafide_evidence::{DetectorSummary, Dossier, Filing, Head, Program, Sha256, Time};
use spectrafide_provenance::Provenance;
use spectrafide_report::{Reason, Report, Score, Thresholds, Verdict};

/// The smallest of all PNG: only its first bytes count here.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nno picture";

pub fn time() -> Time {
    Time::parse("2026-11-27T08:30:00Z").expect("a time")
}

pub fn head() -> Head {
    let mut head = Head::new(
        Program {
            name: "spectrafide".to_owned(),
            version: "0.1.0".to_owned(),
        },
        time(),
    );
    head.detectors = ["small.a", "other.b"]
        .map(|id| DetectorSummary {
            id: id.to_owned(),
            title: format!("The detector {id}"),
            weights_sha256: Sha256::of(&[id.as_bytes()]),
            thresholds: Some(thresholds()),
            limits: vec!["It judges photographs.".to_owned()],
        })
        .to_vec();
    head
}

fn thresholds() -> Thresholds {
    Thresholds {
        synthetic: 0.8,
        false_positive_rate: 0.05,
        real: 0.2,
        false_negative_rate: 0.1,
        ..Thresholds::default()
    }
}

/// A report with this score, by the detector `small.a`.
pub fn judged(score: f32) -> Report {
    let score = Score::new(score);
    Report {
        detector: "small.a".to_owned(),
        verdict: thresholds().verdict(score),
        score: Some(score),
        thresholds: Some(thresholds()),
        reasons: vec![Reason::PartsAgree {
            agreeing: 3,
            parts: 3,
        }],
        false_positive_rate_at_score: Some(0.012),
        provenance: Some(Provenance::default()),
        ..Report::default()
    }
}

/// A report without a score.
pub fn not_judged() -> Report {
    Report {
        detector: "small.a".to_owned(),
        verdict: Verdict::CannotTell,
        reasons: vec![Reason::Flat],
        ..Report::default()
    }
}

/// A file whose bytes are its name.
pub fn filing(name: &str, report: Report) -> Filing {
    Filing {
        name: name.to_owned(),
        sha256: Sha256::of(&[name.as_bytes()]),
        bytes: name.len() as u64,
        checked_at: time(),
        reports: vec![report],
        thumbnail: None,
    }
}

/// Four entries: synthetic with a thumbnail, real, not judged, an error.
pub fn dossier() -> Dossier {
    let mut dossier = Dossier::new(&head()).expect("a head");
    let mut first = filing("mast.jpg", judged(0.93));
    first.thumbnail = Some(PNG.to_vec());
    let failed = Report::failed("The file is not a picture.");
    for filing in [
        first,
        filing("square.png", judged(0.1)),
        filing("flat.png", not_judged()),
        filing("notes.txt", failed),
    ] {
        dossier.add(filing).expect("all are taken");
    }
    dossier
}
