//! Answers that can be counted by hand, for the tests.

use std::collections::{BTreeMap, BTreeSet};

use spectrafide_report::report::SecondLook;
use spectrafide_report::{Label, Report, Score, Thresholds, Verdict};

use super::answers::{Answers, TierAnswers};
use super::book::Book;
use super::pictures::{AskedPicture, Pictures};
use crate::augmentation::tier::Tier;

/// The detector of [`book`].
pub const DETECTOR: &str = "vit.thorough";

fn picture(set: usize, path: &str, label: Label, folder: &str) -> AskedPicture {
    AskedPicture {
        set,
        path: path.to_owned(),
        label,
        folder: folder.to_owned(),
        generator: (label == Label::Synthetic).then(|| "FLUX".to_owned()),
        kinds: BTreeSet::new(),
    }
}

/// A report with this score, verdict and certainty, cuts at 0.3 and 0.7.
pub fn report(score: f32, verdict: Verdict, certainty: f32) -> Report {
    Report {
        verdict,
        score: Some(Score::new(score)),
        thresholds: Some(Thresholds {
            synthetic: 0.7,
            real: 0.3,
            false_positive_rate: 0.05,
            ..Thresholds::default()
        }),
        second_look: Some(SecondLook {
            score: Score::new(score),
            verdict,
            certainty,
            certain: true,
        }),
        ..Report::default()
    }
}

/// Five pictures of two data sets, and a sixth, real one, of phones. In the clean tier the second
/// real one is called synthetic and the first synthetic one real; the web tier answers less.
pub fn book() -> Book {
    let list = Pictures {
        data: vec!["one.zip".to_owned(), "two.zip".to_owned()],
        sha256: "00".to_owned(),
        pictures: vec![
            picture(0, "test/real/a/1.jpg", Label::Real, "a"),
            picture(0, "test/real/a/2.jpg", Label::Real, "a"),
            picture(0, "test/synthetic/b/1.jpg", Label::Synthetic, "b"),
            picture(0, "test/synthetic/b/2.jpg", Label::Synthetic, "b"),
            picture(1, "test/real/phone_x/1.jpg", Label::Real, "phone_x"),
            picture(1, "test/synthetic/c/1.jpg", Label::Synthetic, "c"),
        ],
        unreadable: vec!["test/real/a/broken.jpg".to_owned()],
    };
    let (s, r, none) = (
        Verdict::LikelySynthetic,
        Verdict::LikelyReal,
        Verdict::CannotTell,
    );
    let tier = |rows: [(f32, Verdict, f32); 6]| {
        let mut found = TierAnswers::default();
        for (score, verdict, certainty) in rows {
            found.push(&report(score, verdict, certainty), true);
        }
        found
    };
    let clean = tier([
        (0.1, r, 0.9),
        (0.8, s, 0.6),
        (0.2, r, 0.7),
        (0.9, s, 0.95),
        (0.75, none, 0.4),
        (0.6, none, 0.5),
    ]);
    let web = tier([
        (0.2, r, 0.9),
        (0.25, r, 0.6),
        (0.4, none, 0.5),
        (0.8, s, 0.9),
        (0.1, r, 0.9),
        (0.9, s, 0.9),
    ]);
    let mut forest = TierAnswers::default();
    for score in [0.2, 0.4, 0.6, 0.8, 0.5, 0.3] {
        forest.push_vote(score, 0.7);
    }
    let answers = |judge: &str, tiers: &[(Tier, TierAnswers)]| {
        let answers = Answers {
            judge: judge.to_owned(),
            pictures_sha256: list.sha256.clone(),
            tiers: tiers.iter().cloned().collect(),
            ..Answers::default()
        };
        (judge.to_owned(), answers)
    };
    let judges = BTreeMap::from([
        answers(DETECTOR, &[(Tier::Clean, clean), (Tier::Web, web)]),
        answers("codec_forest", &[(Tier::Clean, forest)]),
    ]);
    Book { list, judges }
}
