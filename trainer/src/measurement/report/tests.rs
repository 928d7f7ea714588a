//! The report's figures, counted by hand.

use spectrafide_report::{Label, Report, Score};

use super::samples::scores;
use super::scores::{Scores, TierScores};
use super::tallies::{Counts, agreement, by_folder, failures, real_by_kind, risk_coverage};
use crate::augmentation::tier::Tier;
use crate::data::kind::Kind;

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
        let report = Report {
            score: Some(Score::new(score)),
            ..Report::default()
        };
        found.push(&report, false);
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
