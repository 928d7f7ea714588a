//! The report's figures, counted by hand.

use spectrafide_report::{Handling, Label, Report, Score, Thresholds, Verdict};

use super::answers::{Answers, TierAnswers};
use super::book::{Book, Decision};
use super::samples::{DETECTOR, book, report};
use super::tallies::{agreement, counted, failures, risk_coverage, survival};
use crate::augmentation::tier::Tier;

/// By falling certainty the clean pictures are right, right, wrong (0.7), wrong (0.6), right, wrong.
#[test]
fn risk_is_counted_from_the_most_certain_picture_on() {
    let coverages = [1.0 / 6.0, 0.5, 5.0 / 6.0, 1.0];
    let curve = risk_coverage(&book(), DETECTOR, Tier::Clean, &coverages).expect("pictures");
    let risks: Vec<f64> = curve.iter().map(|point| point.risk).collect();
    assert_eq!(risks, [0.0, 1.0 / 3.0, 0.4, 0.5]);
    assert_eq!(risk_coverage(&book(), DETECTOR, Tier::Hard, &[1.0]), None);
}

#[test]
fn a_picture_that_is_not_judged_is_the_last_to_be_answered() {
    let mut book = book();
    let answers = book.judges.get_mut(DETECTOR).expect("asked");
    let clean = answers.tiers.get_mut(&Tier::Clean).expect("asked");
    clean.not_judged.insert(3);
    let curve = risk_coverage(&book, DETECTOR, Tier::Clean, &[5.0 / 6.0, 1.0]).expect("pictures");
    assert_eq!([curve[0].risk, curve[1].risk], [3.0 / 5.0, 4.0 / 6.0]);
}

#[test]
fn a_rounded_score_stays_on_its_side_of_one_half() {
    let mut found = TierAnswers::default();
    for score in [0.499_99, 0.5, 0.500_01, 0.123_46, 0.0, 1.0] {
        let report = Report {
            score: Some(Score::new(score)),
            ..Report::default()
        };
        found.push(&report, false);
    }
    assert_eq!(found.scores, [0.4999, 0.5, 0.5, 0.1235, 0.0, 1.0]);
}

/// The card's own cut decides where at most 5 % reach it, and the curve where more do.
#[test]
fn the_common_cut_is_that_of_five_percent() {
    let mut found = TierAnswers::default();
    let at = |score: f32, own_rate: f32, rate_at_score: f32| Report {
        false_positive_rate_at_score: Some(rate_at_score),
        thresholds: Some(Thresholds {
            synthetic: 0.7,
            false_positive_rate: own_rate,
            ..Thresholds::default()
        }),
        score: Some(Score::new(score)),
        ..Report::default()
    };
    for report in [
        at(0.7, 0.0499, 0.0501),
        at(0.69, 0.0499, 0.0501),
        at(0.7, 0.1, 0.1),
        at(0.8, 0.1, 0.05),
        at(0.6, 0.01, 0.05),
        Report::default(),
    ] {
        found.push(&report, false);
    }
    assert_eq!(found.flagged_at_5, "100110");
    assert_eq!(found.flagged, "101100");
}

#[test]
fn a_verdict_survives_where_the_copy_gets_it_too() {
    let mut book = book();
    assert_eq!(survival(&book, DETECTOR), None, "not asked in all tiers");
    let answers = book.judges.get_mut(DETECTOR).expect("asked");
    let mut clean = answers.tiers[&Tier::Clean].clone();
    // The file decided on the last two.
    clean.verdicts = "rs-sS_".to_owned();
    let all_same = clean.clone();
    answers.tiers.insert(Tier::Clean, clean);
    for (_, tier) in Tier::STABILITY {
        answers.tiers.insert(tier, all_same.clone());
    }
    let mut change = |tier: Tier, verdicts: &str| {
        answers.tiers.get_mut(&tier).expect("there").verdicts = verdicts.to_owned();
    };
    change(Tier::Web, "r-ssss");
    change(Tier::Copy(Handling::Mirror), "ss-rrr");
    change(Tier::Copy(Handling::Crop), "rs-r--");
    let (rows, turned) = survival(&book, DETECTOR).expect("asked in all tiers");
    assert_eq!(turned, 2, "the first and the fourth picture");
    for (handling, found) in rows {
        let (same, opposite) = match handling {
            Handling::WebPage => (2, 0),
            Handling::Mirror => (1, 2),
            Handling::Crop => (2, 1),
            _ => (3, 0),
        };
        assert_eq!(
            (found.pictures, found.same, found.opposite),
            (3, same, opposite)
        );
    }
}

/// Both tiers answer pictures 1, 2 and 4, the second one differently.
#[test]
fn agreement_counts_pictures_with_two_verdicts() {
    let found = agreement(&book(), DETECTOR, Tier::Clean, Tier::Web).expect("both tiers");
    assert_eq!((found.same, found.answered), (2, 3));
    assert_eq!(agreement(&book(), DETECTOR, Tier::Clean, Tier::Hard), None);
}

#[test]
fn groups_are_counted_apart() {
    let folders = counted(&book(), DETECTOR, Tier::Clean, |_, picture| {
        [picture.source()]
    });
    let counts = |name: &str| {
        let counts = folders[name];
        [
            counts.pictures,
            counts.synthetic,
            counts.real,
            counts.at_common_cut,
        ]
    };
    assert_eq!(counts("real/a"), [2, 1, 1, 1]);
    assert_eq!(counts("synthetic/b"), [2, 1, 1, 1]);
    assert_eq!(counts("synthetic/c"), [1, 0, 0, 0]);
    // Its score is high, and a second look took the verdict away.
    assert_eq!(counts("real/phone_x"), [1, 0, 0, 1]);
}

#[test]
fn a_decision_is_what_is_told_or_what_the_common_cut_says() {
    let flagged = |decision, judge| -> String {
        let decided = book().decided(judge, Tier::Clean, decision, |_| true);
        let flags = decided.iter().map(|decided| decided.flagged);
        flags.map(|flag| if flag { '1' } else { '0' }).collect()
    };
    assert_eq!(flagged(Decision::Told, DETECTOR), "010100");
    assert_eq!(flagged(Decision::AtCommonCut, DETECTOR), "010110");
    assert_eq!(flagged(Decision::Told, "codec_forest"), "001110");
    assert_eq!(flagged(Decision::AtCommonCut, "codec_forest"), "000100");
    let one = book().decided(DETECTOR, Tier::Clean, Decision::Told, |picture| {
        picture.set == 1
    });
    assert_eq!(one.len(), 2);
}

#[test]
fn failures_are_wrong_verdicts() {
    let book = book();
    let paths = |label| -> Vec<&str> {
        failures(&book, DETECTOR, Tier::Clean, label)
            .iter()
            .map(|failure| failure.picture.path.as_str())
            .collect()
    };
    assert_eq!(paths(Label::Real), ["test/real/a/2.jpg"]);
    assert_eq!(paths(Label::Synthetic), ["test/synthetic/b/1.jpg"]);
}

#[test]
fn the_files_come_back_and_those_that_do_not_fit_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("deep");
    assert_eq!(Book::read(&folder).expect("no file is no error"), None);
    let book = book();
    book.list.write(&folder).expect("written");
    for answers in book.judges.values() {
        answers.write(&folder).expect("written");
    }
    assert_eq!(Book::read(&folder).expect("read"), Some(book.clone()));

    let refused = || format!("{:#}", Book::read(&folder).expect_err("refused"));
    let mut others = book.list.clone();
    others.sha256 = "01".to_owned();
    others.write(&folder).expect("written");
    assert!(
        refused().contains("is about other pictures"),
        "{}",
        refused()
    );
    others.pictures.pop();
    others.write(&folder).expect("written");
    assert!(refused().contains("tier clean"), "{}", refused());
    book.list.write(&folder).expect("written");
    std::fs::write(Answers::file(&folder, DETECTOR), "{}").expect("written");
    assert!(refused().contains("is not understood"), "{}", refused());
}

#[test]
fn a_report_of_a_detector_that_looks_twice_keeps_its_certainty() {
    let mut found = TierAnswers::default();
    found.push(&report(0.9, Verdict::CannotTell, 0.25), true);
    assert_eq!(found.certainty(0), 0.25);
    found.certainty.clear();
    assert!((found.certainty(0) - 0.9).abs() < 1e-6);
}
