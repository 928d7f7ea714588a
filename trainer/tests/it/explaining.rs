//! The maps of the detector that the whole way makes, and what they are worth.

use std::path::Path;

use serde_json::Value;

use crate::support::{of_drawn, trainer};

pub fn check_explain(folder: &Path) {
    let explain = of_drawn(
        "explain",
        [
            "--method",
            "grad-cam,score_cam",
            "--steps",
            "3",
            "--out",
            "maps",
            "--sheet",
            "--json",
            "data/test/synthetic/drawn/1.png",
            "missing.png",
        ],
    );
    let output = trainer(folder, &explain);
    assert_eq!(output.status.code(), Some(1), "one file is missing");
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let kept = std::fs::read(folder.join("maps/explain.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&kept).unwrap(), printed);
    assert!(printed[1]["error"].is_string());
    let first = &printed[0];
    assert_eq!(first["toward"], "synthetic");
    for map in ["random", "smooth", "centre"] {
        assert!(first["chance"][map]["deletion"].is_number(), "{map}");
    }
    for (method, channels) in [("grad_cam", Value::Null), ("score_cam", 32.into())] {
        let by = &first["methods"][method];
        assert_eq!(by["told"]["channels"], channels);
        let insertion = by["worth"]["areas"]["insertion"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&insertion), "{insertion}");
        let file = format!("001-1.{method}.png");
        assert_eq!(by["files"][0], file.as_str());
        let drawn = image::open(folder.join("maps").join(file)).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (32, 32));
    }
    let sheet = std::fs::read_to_string(folder.join("maps/sheet.svg")).unwrap();
    for words in ["Grad-CAM", "Faster Score-CAM", "001-1", "deletion"] {
        assert!(sheet.contains(words), "{words} is missing");
    }
    let of_another = trainer(
        folder,
        &of_drawn(
            "explain",
            [
                "--method",
                "attention-rollout",
                "--out",
                "maps",
                "data/test/synthetic/drawn/1.png",
            ],
        ),
    );
    let error = String::from_utf8_lossy(&of_another.stderr).into_owned();
    assert!(!of_another.status.success());
    assert!(
        error.contains("Attention rollout") && error.contains("dual_small.drawn"),
        "{error}"
    );
}

pub fn check_faithfulness(folder: &Path) {
    let measure = |methods: &str, steps: &str| {
        let arguments = of_drawn(
            "faithfulness",
            [
                "--method",
                methods,
                "--data",
                "data",
                "--pictures",
                "6",
                "--steps",
                steps,
                "--out",
                "explanations/dual_small.drawn.json",
            ],
        );
        trainer(folder, &arguments)
    };
    let file = folder.join("explanations/dual_small.drawn.json");
    let read = || -> Value {
        let mut outcome: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for picture in outcome["pictures"].as_array_mut().unwrap() {
            for worth in picture["methods"].as_object_mut().unwrap().values_mut() {
                assert!(worth["seconds"].take().is_number());
            }
        }
        outcome
    };
    assert!(measure("grad-cam", "4").status.success());
    let whole = read();
    let pictures = whole["pictures"].as_array().unwrap();
    let labels = pictures
        .iter()
        .map(|picture| picture["label"].as_str().unwrap());
    assert_eq!(
        labels.collect::<Vec<_>>(),
        [
            "real",
            "real",
            "real",
            "synthetic",
            "synthetic",
            "synthetic"
        ]
    );
    assert!(pictures[0]["methods"]["grad_cam"]["redrawn_all"].is_number());

    // As if it had been stopped after four pictures.
    let mut cut: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    cut["pictures"].as_array_mut().unwrap().truncate(4);
    std::fs::write(&file, cut.to_string()).unwrap();
    assert!(measure("grad-cam", "4").status.success());
    assert_eq!(read(), whole, "it goes on where it was");

    assert!(measure("layer-cam", "4").status.success());
    let both = read();
    for (before, after) in pictures.iter().zip(both["pictures"].as_array().unwrap()) {
        assert_eq!(before["methods"]["grad_cam"], after["methods"]["grad_cam"]);
        assert!(after["methods"]["layer_cam"]["areas"]["deletion"].is_number());
    }

    let other = measure("grad-cam", "5");
    assert!(!other.status.success(), "other steps are another study");
    assert!(String::from_utf8_lossy(&other.stderr).contains("another study"));
    assert_eq!(read(), both);
}
