//! Twins through the commands: made, stopped, gone on with, refused, and trained on.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{succeed, trainer};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

const DESIGNS: [&str; 2] = ["nearest", "codebook"];

fn run(steps: usize) -> Value {
    json!({
        "designs": [
            {
                "name": "nearest",
                "auto_encoder": { "decoder": "nearest", "factor": 4, "latent_channels": 3, "width": 4 },
                "critic": { "width": 4, "weight": 0.1, "from_step": 2 }
            },
            {
                "name": "codebook",
                "auto_encoder": {
                    "decoder": "style", "factor": 4, "latent_channels": 3, "width": 4, "codebook": 16
                }
            }
        ],
        "crop_px": [16, 24], "batch_size": 2, "steps": steps, "learning_rate": 0.01,
        "loss": { "gradient": 1.0, "texture": 0.5 },
        "tile_px": 16, "same_codec": true, "seed": 5
    })
}

/// Smooth pictures, of other sizes than any factor divides.
fn picture(index: u32) -> RgbImage {
    RgbImage::from_fn(37 + index, 41, |x, y| {
        let base = (x * 3 + y * 2 + index * 7) % 160;
        Rgb([base as u8, (base / 2) as u8, (160 - base) as u8])
    })
}

fn write_data(folder: &Path) {
    for (path, count) in [
        ("train/real/drawn", 10),
        ("train/synthetic/drawn", 10),
        ("test/real/drawn", 3),
    ] {
        let target = folder.join(path);
        std::fs::create_dir_all(&target).unwrap();
        for index in 0..count {
            picture(index)
                .save(target.join(format!("{index}.jpg")))
                .unwrap();
        }
    }
    std::fs::write(folder.join("train/real/drawn/broken.png"), b"no picture").unwrap();
}

/// The lines of a list, by the path of the original.
fn rows(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "path,split,label,folder,source_or_generator,origin,original,sha256"
    );
    // The source has commas of its own and stands in quotes; what is looked at does not.
    lines
        .map(|line| {
            let fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            (fields[fields.len() - 2].clone(), fields)
        })
        .collect()
}

fn resynthesize(out: &str) -> Vec<&str> {
    vec![
        "resynthesize",
        "run.json",
        "--data",
        "data",
        "--out",
        out,
        "--device",
        "cpu",
    ]
}

#[test]
fn twins_are_made_of_real_training_pictures_and_are_the_same_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    std::fs::write(folder.join("run.json"), run(4).to_string()).unwrap();

    // A few first, then the rest.
    let mut few = resynthesize("twins");
    few.extend(["--limit", "4"]);
    succeed(folder, &few);
    let few = rows(&folder.join("twins"));
    assert!(
        (3..=4).contains(&few.len()),
        "the broken one may be among them"
    );
    let text = succeed(folder, &resynthesize("twins"));
    assert!(text.contains("10 twins"), "{text}");
    let all = rows(&folder.join("twins"));
    assert_eq!(all.len(), 10);
    assert!(few.iter().all(|(original, row)| all[original] == *row));
    let mut designs = BTreeMap::new();
    for (original, row) in &all {
        assert!(original.starts_with("train/real/drawn/"), "{original}");
        assert_eq!(row[1..3], ["train", "synthetic"]);
        let twin = image::open(folder.join("twins").join(&row[0])).unwrap();
        let (width, height) = image::image_dimensions(folder.join("data").join(original)).unwrap();
        assert_eq!((twin.width(), twin.height()), (width, height));
        let design = row[3].strip_prefix("resynthesis-").unwrap();
        assert!(DESIGNS.contains(&design), "{design}");
        *designs.entry(design.to_owned()).or_insert(0) += 1;
    }
    assert_eq!(designs.len(), 2, "each design has its share: {designs:?}");

    // Another folder, from the start: the same bytes, on any number of devices.
    let mut again = resynthesize("again");
    again.extend(["--devices", "0,1"]);
    if std::thread::available_parallelism().unwrap().get() < 2 {
        again.truncate(again.len() - 2);
    }
    succeed(folder, &again);
    let sums = |rows: &BTreeMap<String, Vec<String>>| -> Vec<String> {
        rows.values()
            .map(|row| row[row.len() - 1].clone())
            .collect()
    };
    assert_eq!(sums(&rows(&folder.join("again"))), sums(&all));

    // Trained ones are taken from where they are.
    let mut given = resynthesize("given");
    given.extend(["--auto-encoders", "twins/auto_encoders"]);
    succeed(folder, &given);
    assert_eq!(sums(&rows(&folder.join("given"))), sums(&all));
    assert!(!folder.join("given/auto_encoders").exists());

    // A detector is trained on the pairs.
    let detector = json!({
        "id": "dual_small.pairs", "title": "Pairs", "description": "For a test.",
        "limits": ["Knows nothing else."], "licence": "MIT OR Apache-2.0", "data": "drawn",
        "network": {
            "architecture": "dual_small", "input": "residual", "stem": 4, "stem_kernel": 3,
            "stem_stride": 1, "stem_blocks": 1, "stages": [6], "blocks": 1, "spectral": false,
            "spectral_stages": [], "dropout": 0.0
        },
        "preprocess": {
            "views": { "kind": "crops", "side": 32, "count": 1 },
            "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "spectrum": null
        },
        "scope": { "min_side_px": 16, "max_side_px": null },
        "pairs": { "probability": 1.0, "mixing": { "patches": 0.5 } },
        "validation": { "kind": "share", "share": 0.3 },
        "validation_tiers": ["clean"], "seed": 3, "epochs": 1, "batch_size": 4,
        "optimizer": { "kind": "adam", "learning_rate": 0.01 },
        "schedule": { "kind": "constant" },
        "false_positive_rate": 0.05, "false_negative_rate": 0.05
    });
    std::fs::write(folder.join("detector.json"), detector.to_string()).unwrap();
    let mut train = vec![
        "train",
        "detector.json",
        "--data",
        "data",
        "--out",
        "detector",
        "--device",
        "cpu",
    ];
    let refused = trainer(folder, &train);
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && message.contains("`--twins`"),
        "{message}"
    );
    train.extend(["--twins", "twins"]);
    let text = succeed(folder, &train);
    assert!(text.contains("have a twin"), "{text}");

    // Twins of two runs do not mix.
    let mut other = run(4);
    other["seed"] = json!(6);
    std::fs::write(folder.join("run.json"), other.to_string()).unwrap();
    let refused = trainer(folder, &resynthesize("twins"));
    assert!(!refused.status.success());
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(message.contains("config.json"), "{message}");
}

#[test]
fn a_run_without_real_pictures_or_with_a_mistyped_setting_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    std::fs::remove_dir_all(folder.join("data/train/real")).unwrap();
    std::fs::write(folder.join("run.json"), run(4).to_string()).unwrap();
    let refused = trainer(folder, &resynthesize("twins"));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && message.contains("no real training picture"),
        "{message}"
    );
    let mut wrong = run(4);
    wrong["designs"][1]["auto_encoder"]["code_book"] = json!(4);
    std::fs::write(folder.join("run.json"), wrong.to_string()).unwrap();
    let refused = trainer(folder, &resynthesize("twins"));
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && message.contains("code_book"),
        "{message}"
    );
}
