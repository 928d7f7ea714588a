//! The report's figures, counted by hand.

use std::collections::BTreeSet;

use spectrafide_models::score::Label;
use spectrafide_models::verdict::Verdict;

use super::figures::{Counts, agreement, by_folder, failures, real_by_kind, risk_coverage};
use super::page::page;
use super::scores::{Scores, Subject, TierScores};
use crate::data::kind::Kind;
use crate::tier::Tier;

fn subject(path: &str, label: Label, folder: &str, test: bool) -> Subject {
    Subject {
        path: path.to_owned(),
        label,
        folder: folder.to_owned(),
        test,
        kinds: BTreeSet::new(),
    }
}

/// Five test pictures and one of a training folder. In the clean tier the second real one is
/// called synthetic and the first synthetic one real; the web tier answers less.
fn scores() -> Scores {
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
        tiers: std::collections::BTreeMap::new(),
        baselines: std::collections::BTreeMap::new(),
    };
    let (s, r, none) = (
        Verdict::LikelySynthetic,
        Verdict::LikelyReal,
        Verdict::CannotTell,
    );
    let tier = |rows: [(f32, Verdict, f32); 6]| {
        let mut found = TierScores::default();
        for (score, verdict, certainty) in rows {
            found.push(score, score >= 0.7, verdict, Some(certainty));
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

/// By falling certainty the clean pictures are right, right, wrong (0.7), wrong (0.6), right.
#[test]
fn risk_is_counted_from_the_most_certain_picture_on() {
    let curve = risk_coverage(&scores(), Tier::Clean, &[0.4, 0.6, 0.8, 1.0]).expect("pictures");
    let risks: Vec<f64> = curve.iter().map(|point| point.risk).collect();
    assert_eq!(risks, [0.0, 1.0 / 3.0, 0.5, 0.4]);
    assert_eq!(risk_coverage(&scores(), Tier::Hard, &[1.0]), None);
}

/// Both tiers answer pictures 1, 2 and 4, the second one differently; the training folder does not
/// count.
#[test]
fn a_rounded_score_stays_on_its_side_of_one_half() {
    let mut found = TierScores::default();
    for score in [0.499_99, 0.5, 0.500_01, 0.123_46, 0.0, 1.0] {
        found.push(score, false, Verdict::CannotTell, None);
    }
    assert_eq!(found.scores, [0.4999, 0.5, 0.5, 0.1235, 0.0, 1.0]);
}

#[test]
fn agreement_counts_pictures_with_two_verdicts() {
    let found = agreement(&scores(), Tier::Clean, Tier::Web);
    assert_eq!((found.same, found.answered), (2, 3));
}

#[test]
fn folders_are_counted_apart_and_training_folders_are_marked() {
    let folders = by_folder(&scores(), Tier::Clean);
    let counts = |pictures, synthetic, real| Counts {
        pictures,
        synthetic,
        real,
    };
    assert_eq!(folders[&("real/a".to_owned(), true)], counts(2, 1, 1));
    assert_eq!(folders[&("synthetic/b".to_owned(), true)], counts(2, 1, 1));
    assert_eq!(folders[&("synthetic/c".to_owned(), true)], counts(1, 0, 0));
    assert_eq!(folders[&("real/sky".to_owned(), false)], counts(1, 1, 0));
}

#[test]
fn kinds_are_counted_among_real_test_pictures() {
    let mut scores = scores();
    for index in [0, 1, 2, 5] {
        scores.pictures[index].kinds.insert(Kind::Dark);
    }
    scores.pictures[1].kinds.insert(Kind::Grey);
    let kinds = real_by_kind(&scores, Tier::Clean);
    let counts = |kind| {
        let Counts {
            pictures,
            synthetic,
            real,
        } = kinds[&kind];
        (pictures, synthetic, real)
    };
    assert_eq!(counts(Kind::Dark), (2, 1, 1));
    assert_eq!(counts(Kind::Grey), (1, 1, 0));
    assert_eq!(kinds.len(), 2);
    assert!(page(&scores, "").contains("| real, dark | 2 | 50.0 (50.0) | 0.0 (100.0) | – |"));
}

#[test]
fn failures_are_wrong_verdicts_on_test_pictures() {
    let scores = scores();
    let paths = |label| -> Vec<String> {
        failures(&scores, Tier::Clean, label)
            .iter()
            .map(|failure| failure.subject.path.clone())
            .collect()
    };
    assert_eq!(paths(Label::Real), ["test/real/a/2.jpg"]);
    assert_eq!(paths(Label::Synthetic), ["test/synthetic/b/1.jpg"]);
}

#[test]
fn the_file_comes_back_and_one_that_does_not_fit_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep/scores.json");
    assert_eq!(Scores::read(&path).expect("no file is no error"), None);
    let mut scores = scores();
    scores.write(&path).expect("written");
    assert_eq!(Scores::read(&path).expect("read"), Some(scores.clone()));
    scores.pictures.pop();
    scores.write(&path).expect("written");
    let error = format!("{:#}", Scores::read(&path).expect_err("refused"));
    assert!(error.contains("tier clean"), "{error}");
    std::fs::write(&path, "{}").expect("written");
    let error = format!("{:#}", Scores::read(&path).expect_err("refused"));
    assert!(error.contains("is not understood"), "{error}");
}

/// At 0.7 one of two real and one of three synthetic pictures are flagged.
#[test]
fn the_page_says_what_was_counted() {
    let page = page(&scores(), "\n### One by one\n");
    for part in [
        "2 real and 3 synthetic pictures",
        "Left out, not readable: test/real/a/broken.jpg",
        // (1/2 + 1/3) / 2
        "| clean, detector | 41.7 (",
        // Balanced accuracy of the codec forest at one half: (2/2 + 2/3) / 2.
        "| clean, codec forest | 83.3 (",
        "| clean | balanced accuracy at least 85 % | 41.7 | missed |",
        "| clean | balanced accuracy at least 10 points above the codec forest's | -41.7 | missed |",
        "same verdict for at least 95 % of the 3 pictures with one in both | 66.7 | missed |",
        "| real/sky (left out of training) | 1 | 100.0 (0.0) | 0.0 (100.0) | – |",
        "- `test/real/a/2.jpg`: 0.80",
        "### One by one",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}
