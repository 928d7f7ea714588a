//! The baselines on drawn pictures whose classes differ in one thing.

use std::path::Path;

use crate::support::{picture, succeed, trainer};
use image::{DynamicImage, ImageFormat};
use serde_json::Value;

/// The same pictures in both classes; real ones as JPEG and synthetic ones as PNG.
fn write_formats(folder: &Path) {
    for (split, start) in [("train", 0), ("test", 500)] {
        for (class, format, ending) in [
            ("real", ImageFormat::Jpeg, "jpg"),
            ("synthetic", ImageFormat::Png, "png"),
        ] {
            let target = folder.join(split).join(class).join(class);
            std::fs::create_dir_all(&target).unwrap();
            for index in start..start + 30 {
                let path = target.join(format!("{index}.{ending}"));
                DynamicImage::from(picture(index, false))
                    .save_with_format(path, format)
                    .unwrap();
            }
        }
    }
}

#[test]
fn the_codec_tells_formats_apart_until_both_classes_are_delivered_alike() {
    let folder = tempfile::tempdir().unwrap();
    write_formats(&folder.path().join("data"));
    let arguments = [
        "baseline",
        "codec",
        "--data",
        "data",
        "--tiers",
        "clean,web",
        "--json",
        "--resamples",
        "0",
    ];
    let printed = succeed(folder.path(), &arguments);
    assert_eq!(printed, succeed(folder.path(), &arguments));
    let figures: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(figures.len(), 2);
    assert_eq!(figures[0]["detector"], "baseline.codec");
    assert_eq!(figures[0]["tier"], "clean");
    assert_eq!(figures[0]["auroc"], 1.0, "the format is the answer");
    assert_eq!(figures[0]["n"], 60);
    // Compressed once more, what remains is the size, which an earlier compression changes little.
    assert!(figures[1]["auroc"].as_f64().unwrap() < 0.9);
}

#[test]
fn statistics_find_what_changes_the_pixels() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::write_data(&folder.path().join("data"));
    let printed = succeed(
        folder.path(),
        &[
            "baseline",
            "statistics",
            "--data",
            "data",
            "--tiers",
            "clean",
        ],
    );
    assert!(
        printed.contains("baseline.statistics in clean: AUROC 1.000"),
        "{printed}"
    );
    let refused = trainer(
        folder.path(),
        &["baseline", "codec", "--data", "data", "--tiers", "fax"],
    );
    assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no tier `fax`"));
}
