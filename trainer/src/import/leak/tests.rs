//! Small sets whose copies and differences are known.

use spectrafide_report::score::Label;

use super::separation::auroc;
use super::*;
use crate::data::container;
use crate::data::items::Split;
use crate::data::perceptual::Hash;

fn record(name: &str, split: Split, label: Label, folder: &str) -> Record {
    Record {
        origin: name.to_owned(),
        label,
        split: Some(split),
        folder: folder.to_owned(),
        sha256: name.to_owned(),
        hash: None,
        facts: [0.0; container::COUNT],
    }
}

fn hash(bits: u128) -> Option<Hash> {
    Hash::try_from(format!("{bits:x}")).ok()
}

fn report(records: &[Record]) -> LeakReport {
    LeakReport::of(records, &ProgressBar::hidden()).expect("a report")
}

#[test]
fn copies_are_counted_by_what_they_cross() {
    use Label::{Real, Synthetic};
    let mut records = vec![
        record("a", Split::Train, Real, "x"),
        record("b", Split::Train, Real, "x"),
        record("c", Split::Test, Real, "x"),
        record("d", Split::Train, Synthetic, "y"),
        record("e", Split::Test, Synthetic, "y"),
    ];
    for copy in [0, 1, 2, 3] {
        records[copy].sha256 = "same".to_owned();
    }
    let found = report(&records).copies;
    // b copies a. Of the three that are left, a and c cross splits, a and d classes, c and d both.
    assert_eq!(found.inside, 1);
    assert_eq!((found.across_splits, found.across_classes), (2, 2));
    assert_eq!(found.in_two_splits[0], ["a", "c"]);
    assert_eq!(found.in_two_classes[0], ["a", "d"]);
}

#[test]
fn near_copies_are_those_with_few_bits_between_them() {
    use Label::{Real, Synthetic};
    let mut records = vec![
        record("a", Split::Train, Real, "x"),
        record("b", Split::Test, Real, "x"),
        record("c", Split::Test, Real, "x"),
        record("d", Split::Train, Real, "x"),
        record("e", Split::Train, Synthetic, "y"),
    ];
    records[0].hash = hash(0);
    // Eight bits from a, and nine.
    records[1].hash = hash(0xFF);
    records[2].hash = hash(0x1FF << 64);
    // The same file is no near copy; a flat picture has no hash.
    records[3].hash = hash(0);
    records[3].sha256 = "a".to_owned();
    let found = report(&records).near_copies;
    assert_eq!(found.in_two_splits, [["a", "b"], ["b", "d"]]);
    assert_eq!(
        (found.across_splits, found.across_classes, found.inside),
        (2, 0, 0)
    );
}

#[test]
fn auroc_is_that_of_any_numbers() {
    let of = |real: &[f32], synthetic: &[f32]| {
        let real = real.iter().map(|&value| (value, Label::Real));
        let synthetic = synthetic.iter().map(|&value| (value, Label::Synthetic));
        auroc(&real.chain(synthetic).collect::<Vec<_>>())
    };
    assert_eq!(of(&[-1.0, 5.0], &[7e6, 8e6]), Some(1.0));
    // Of four pairs two are in order and one is tied.
    assert_eq!(of(&[1.0, 3.0], &[3.0, 2.0]), Some(0.625));
    assert_eq!(of(&[1.0], &[1.0]), Some(0.5));
    assert_eq!(of(&[1.0], &[]), None);
}

/// Two folders a class, 40 pictures each; `value` is the first fact of a picture by class, folder
/// and number.
fn set(value: fn(Label, usize, usize) -> f32) -> Vec<Record> {
    let mut records = Vec::new();
    for label in [Label::Real, Label::Synthetic] {
        for folder in 0..2 {
            for number in 0..40 {
                let name = format!("{label:?}{folder}/{number}");
                let split = if number < 30 {
                    Split::Train
                } else {
                    Split::Test
                };
                let mut made = record(&name, split, label, &format!("{label:?}{folder}"));
                made.facts[0] = value(label, folder, number);
                records.push(made);
            }
        }
    }
    records
}

#[test]
fn a_fact_that_differs_by_class_is_found_alone_and_by_the_forest() {
    let records = set(|label, _, number| 10.0 * label.target() + (number % 5) as f32);
    let found = report(&records).separation;
    assert_eq!(found.facts[0].fact, container::NAMES[0]);
    assert_eq!(found.facts[0].auroc, 1.0);
    assert_eq!(found.facts[1].auroc, 0.5, "the other facts are constant");
    assert_eq!((found.forest, found.folds), (Some(1.0), 2));
    assert_eq!(found.folders.len(), 4);
    assert_eq!(found.folders["real/real0"][0].auroc, 1.0);
}

#[test]
fn a_fact_that_marks_folders_and_not_classes_does_not_help_on_other_folders() {
    // Values 0 and 3 are real, 1 and 2 synthetic: with a folder of each class held out, the
    // forest learns the wrong way round or nothing.
    let records = set(|label, folder, _| match (label, folder) {
        (Label::Real, 0) => 0.0,
        (Label::Synthetic, 0) => 1.0,
        (Label::Synthetic, _) => 2.0,
        (Label::Real, _) => 3.0,
    });
    let found = report(&records).separation;
    assert_eq!(found.facts[0].auroc, 0.5, "in the middle and outside");
    assert!(found.forest.expect("two folds") <= 0.5);
    assert_eq!(
        found.folders["real/real0"][0].auroc, 1.0,
        "below both synthetic ones"
    );
}

/// Half of each class has the fact, in turns. The share of it in a sample of 2000 has a standard
/// deviation of 0.011 at most, and the AUROC differs from one half by half of what the shares
/// differ by: five deviations are 0.028.
#[test]
fn a_folder_is_compared_with_a_fair_sample_of_the_other_class() {
    let mut records = Vec::new();
    for label in [Label::Real, Label::Synthetic] {
        for number in 0..4000 {
            let name = format!("{label:?}/{number:04}");
            let mut made = record(&name, Split::Train, label, "one");
            made.sha256 = crate::digest::sha256(name.as_bytes());
            made.facts[0] = (number % 2) as f32;
            records.push(made);
        }
    }
    let found = report(&records).separation;
    for folder in ["real/one", "synthetic/one"] {
        let auroc = found.folders[folder][0].auroc;
        assert!((auroc - 0.5).abs() < 0.028, "{folder}: {auroc}");
    }
}

#[test]
fn one_class_gives_counts_and_no_separation() {
    let mut records = set(|_, _, number| number as f32);
    records.retain(|record| record.label == Label::Real);
    let found = report(&records);
    assert_eq!(found.pictures, 80);
    assert_eq!(found.folders["train/real/Real0"], 30);
    assert!(found.separation.facts.is_empty() && found.separation.forest.is_none());
    assert!(found.to_string().contains("not both classes"));
}
