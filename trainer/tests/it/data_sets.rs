//! Small sets in the layouts of public ones, added to a folder and checked.

use std::path::Path;

use crate::support::{succeed, trainer, write_data};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use spectrafide_report::score::Label;
use spectrafide_trainer::data::items::Split;
use spectrafide_trainer::import::add::Addition;
use spectrafide_trainer::import::check::check;

/// Blocks of grey, others for each number, so that no two are nearly the same.
fn picture(number: u32) -> RgbImage {
    RgbImage::from_fn(72, 72, |x, y| {
        let block = (y / 8 * 9 + x / 8).wrapping_add(number * 1009);
        let mixed = block.wrapping_mul(2_654_435_761) ^ (block << 13);
        Rgb([(mixed.wrapping_mul(2_246_822_519) >> 24) as u8; 3])
    })
}

fn save(folder: &Path, path: &str, pixels: &RgbImage) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let format = ImageFormat::from_path(&path).unwrap();
    DynamicImage::from(pixels.clone())
        .save_with_format(path, format)
        .unwrap();
}

/// A set in the layout of `GenImage`: real pictures as JPEG, synthetic ones as PNG.
fn write_genimage(folder: &Path) {
    let mut number = 0;
    for generator in ["adm", "sdv4"] {
        for (split, count) in [("train", 12), ("val", 3)] {
            for _ in 0..count {
                number += 1;
                let real = format!("{generator}/{split}/nature/{number}.jpg");
                save(folder, &real, &picture(number));
                let synthetic = format!("{generator}/{split}/ai/{number}.png");
                save(folder, &synthetic, &picture(number + 1000));
            }
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn manifest(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("mine/manifest.csv")).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_set_is_added_in_parts_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_genimage(&folder.join("genimage"));
    std::fs::write(folder.join("genimage/adm/train/ai/broken.png"), "broken").unwrap();
    let add = |limit: &'static str| {
        let arguments = [
            "data",
            "add",
            "genimage",
            "--to",
            "mine",
            "--json",
            "--limit-per-folder",
            limit,
        ];
        json(&succeed(folder, &arguments))
    };
    // Four folders of 12 and four of 3.
    let first = add("5");
    assert_eq!(first["added"], 4 * 5 + 4 * 3);
    let again = add("5");
    assert_eq!(
        (&again["added"], &again["already_there"]),
        (&Value::from(0), &first["added"])
    );
    let rest = add("100");
    assert_eq!(rest["added"], 4 * 12 + 4 * 3 - 32);
    assert!(
        rest["unreadable"][0][0]
            .as_str()
            .unwrap()
            .ends_with("adm/train/ai/broken.png")
    );
    let lines = manifest(folder);
    assert_eq!(lines.len(), 60);
    assert!(folder.join("mine/valid/real/adm-nature").is_dir());
    for line in &lines {
        let fields: Vec<&str> = line.split(',').collect();
        let bytes = std::fs::read(folder.join("mine").join(fields[0])).unwrap();
        assert_eq!(fields[7], bytes.len().to_string());
        let origin = fields[6].strip_prefix("genimage:").unwrap();
        assert_eq!(
            bytes,
            std::fs::read(folder.join("genimage").join(origin)).unwrap()
        );
        let generator = if fields[2] == "synthetic" {
            fields[3]
        } else {
            ""
        };
        assert_eq!(fields[5], generator);
    }

    let check = ["data", "check", "mine", "--keep", "seen.jsonl", "--json"];
    let found = json(&succeed(folder, &check));
    assert_eq!(found["pictures"], 60);
    assert_eq!(rest["leaks"], found);
    assert_eq!(found["folders"]["train/synthetic/sdv4"], 12);
    for copies in ["copies", "near_copies"] {
        assert_eq!(found[copies]["across_splits"], 0);
        assert_eq!(found[copies]["across_classes"], 0);
    }
    assert_eq!(
        found["separation"]["facts"][0]["auroc"], 1.0,
        "JPEG against PNG"
    );
    assert_eq!(found["separation"]["forest"], 1.0);
    // What was kept is used: a line that is cut off, as by a stop, is made again.
    let kept = std::fs::read_to_string(folder.join("seen.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 60);
    std::fs::write(folder.join("seen.jsonl"), &kept[..kept.len() / 2]).unwrap();
    assert_eq!(json(&succeed(folder, &check)), found);
    assert_eq!(
        std::fs::read_to_string(folder.join("seen.jsonl"))
            .unwrap()
            .lines()
            .count(),
        60
    );
    let words = succeed(folder, &["data", "check", "mine"]);
    assert!(
        words.contains("1.000  format: gives the class away"),
        "{words}"
    );
}

#[test]
fn a_picture_in_two_splits_stays_in_training_alone() {
    for order in [["train", "test"], ["test", "train"]] {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        // 1 is in both as one file, 2 in other bytes; 3 and 4 in one split each.
        for number in [1, 2, 3] {
            save(folder, &format!("train/{number}.png"), &picture(number));
        }
        for number in [1, 4] {
            save(folder, &format!("test/{number}.png"), &picture(number));
        }
        save(folder, "test/2.jpg", &picture(2));
        let mine = folder.join("mine");
        let mut left_out = Vec::new();
        for name in order {
            let addition = Addition {
                split: Some(if name == "train" {
                    Split::Train
                } else {
                    Split::Test
                }),
                label: Some(Label::Synthetic),
                generator: Some("Some Model/2".to_owned()),
                ..Addition::default()
            };
            let added = addition.run(&[folder.join(name)], &mine).unwrap();
            left_out.extend(added.in_training.into_iter().map(|[picture, _]| picture));
        }
        left_out.sort_unstable();
        assert_eq!(left_out, ["test:1.png", "test:2.jpg"]);
        let lines = manifest(folder);
        let of = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
        assert_eq!(of("train/synthetic/Some-Model-2/"), 3);
        assert_eq!(of("test/synthetic/Some-Model-2/"), 1);
        assert!(lines.iter().all(|line| line.contains(",Some Model/2,")));
        let files = std::fs::read_dir(folder.join("mine/test/synthetic/Some-Model-2")).unwrap();
        assert_eq!(files.count(), 1, "the file is gone as well");
        let found = check(&[mine], None, None).unwrap();
        assert_eq!(found.near_copies.across_splits, 0);
    }
}

#[test]
fn what_is_not_known_about_pictures_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    save(folder, "bag/1.png", &picture(1));
    let refused = |arguments: &[&str]| {
        let output = trainer(folder, arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let add = ["data", "add", "bag", "--to", "mine"];
    assert!(refused(&add).contains("give `--label`"));
    let labelled = [&add[..], &["--label", "real"]].concat();
    assert!(refused(&labelled).contains("give `--split`"));
    assert!(refused(&["data", "check", "bag"]).contains("`--label`"));
    assert!(refused(&["data", "add", "nowhere", "--to", "mine"]).contains("nowhere"));
    // The same picture as the other class is left out and listed.
    succeed(folder, &[&labelled[..], &["--split", "test"]].concat());
    save(folder, "other/1.png", &picture(1));
    let printed = succeed(
        folder,
        &[
            "data",
            "add",
            "other",
            "--to",
            "mine",
            "--label",
            "synthetic",
            "--split",
            "test",
            "--json",
        ],
    );
    assert_eq!(json(&printed)["in_other_class"][0][0], "other:1.png");
    assert_eq!(manifest(folder).len(), 1);
}

#[test]
fn a_set_whose_files_are_alike_gives_nothing_away_by_format_and_dimensions() {
    let folder = tempfile::tempdir().unwrap();
    write_data(&folder.path().join("data"));
    let found = check(&[folder.path().join("data")], None, None).unwrap();
    assert_eq!(found.pictures, 120);
    assert_eq!(found.unreadable.len(), 1);
    assert!(found.unreadable[0].ends_with("train/real/drawn/broken.png"));
    for fact in found.separation.facts {
        if !["file size", "bits per pixel"].contains(&fact.fact) {
            assert_eq!(fact.auroc, 0.5, "{}", fact.fact);
        }
    }
    // One folder a class: there is none to hold out.
    assert_eq!(found.separation.forest, None);
}
