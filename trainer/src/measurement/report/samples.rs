//! Scores that can be counted by hand, for the tests.

use std::collections::{BTreeMap, BTreeSet};

use spectrafide_report::report::SecondLook;
use spectrafide_report::{Label, Report, Score, Thresholds, Verdict};

use super::scores::{AskedPicture, Scores, TierScores};
use crate::augmentation::tier::Tier;

fn subject(path: &str, label: Label, folder: &str, test: bool) -> AskedPicture {
    AskedPicture {
        path: path.to_owned(),
        label,
        folder: folder.to_owned(),
        test,
        kinds: BTreeSet::new(),
    }
}

/// Five test pictures and one of a training folder. In the clean tier the second real one is
/// called synthetic and the first synthetic one real; the web tier answers less.
pub fn scores() -> Scores {
    let mut scores = Scores {
        detector: "dual_small.test".to_owned(),
        weights_sha256: "00".to_owned(),
        data: "set.zip".to_owned(),
        pictures: vec![
            subject("test/real/a/1.jpg", Label::Real, "a", true),
            subject("test/real/a/2.jpg", Label::Real, "a", true),
            subject("test/synthetic/b/1.jpg", Label::Synthetic, "b", true),
            subject("test/synthetic/b/2.jpg", Label::Synthetic, "b", true),
            subject("test/synthetic/c/1.jpg", Label::Synthetic, "c", true),
            subject("train/real/sky/1.jpg", Label::Real, "sky", false),
        ],
        unreadable: vec!["test/real/a/broken.jpg".to_owned()],
        tiers: BTreeMap::new(),
        baselines: BTreeMap::new(),
    };
    let (s, r, none) = (
        Verdict::LikelySynthetic,
        Verdict::LikelyReal,
        Verdict::CannotTell,
    );
    let tier = |rows: [(f32, Verdict, f32); 6]| {
        let mut found = TierScores::default();
        for (score, verdict, certainty) in rows {
            found.push(
                &Report {
                    verdict,
                    score: Some(Score::new(score)),
                    thresholds: Some(Thresholds {
                        synthetic: 0.7,
                        ..Thresholds::default()
                    }),
                    second_look: Some(SecondLook {
                        score: Score::new(score),
                        verdict,
                        certainty,
                        certain: true,
                    }),
                    ..Report::default()
                },
                true,
            );
        }
        found
    };
    let clean = tier([
        (0.1, r, 0.9),
        (0.8, s, 0.6),
        (0.2, r, 0.7),
        (0.9, s, 0.95),
        (0.6, none, 0.5),
        (0.75, s, 0.8),
    ]);
    let web = tier([
        (0.2, r, 0.9),
        (0.3, r, 0.6),
        (0.4, none, 0.5),
        (0.8, s, 0.9),
        (0.9, s, 0.9),
        (0.1, r, 0.9),
    ]);
    scores.tiers.insert(Tier::Clean, clean);
    scores.tiers.insert(Tier::Web, web);
    let codec = scores.baselines.entry("codec".to_owned()).or_default();
    codec.insert(Tier::Clean, vec![0.2, 0.4, 0.6, 0.8, 0.3, 0.5]);
    scores
}
