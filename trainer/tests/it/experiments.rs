//! An experiment through the command: it is carried out, stopped, gone on with, and laid out.

use std::fs;
use std::path::Path;

use crate::support::{succeed, trainer, write_data};
use serde_json::{Value, json};

/// Networks, an auto-encoder and a forest on drawn pictures, in a table with invented figures of a paper.
fn experiment() -> Value {
    let row = |run: &str, paper: Vec<f64>| json!({ "title": run, "run": run, "paper": paper });
    json!({
        "title": "Drawn pictures",
        "paper": "https://example.org/paper",
        "summary": ["For a test."],
        "data": { "drawn": "Drawn pictures." },
        "train_on": "drawn",
        "profiles": {
            "one": { "description": "One epoch.", "set": { "epochs": 1 } },
            "two": { "description": "Two epochs.", "set": { "epochs": 2 } }
        },
        "base": {
            "network": {
                "architecture": "cifake_cnn", "filters": 8, "layers": 1, "dense_units": 8,
                "dense_layers": 0
            },
            "preprocess": {
                "views": { "kind": "resize", "side": 32, "filter": "triangle" },
                "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]
            },
            "scope": { "min_side_px": 1 },
            "validation": { "kind": "share", "share": 0.25 },
            "validation_tiers": ["clean"],
            "seed": 3, "batch_size": 8, "epochs": 1,
            "optimizer": { "kind": "adam", "learning_rate": 0.01 },
            "schedule": { "kind": "constant" },
            "false_positive_rate": 0.05, "false_negative_rate": 0.05
        },
        "runs": [
            { "name": "few", "set": { "network": { "filters": 4 } } },
            { "name": "many" },
            { "name": "forest", "kind": "forest", "set": { "trees": 20, "seed": 1 } },
            {
                "name": "encoder", "kind": "auto_encoder",
                "set": {
                    "auto_encoder": { "filters": [4] },
                    "views": { "kind": "resize", "side": 32, "filter": "triangle" },
                    "epochs": 1, "batch_size": 8, "learning_rate": 0.01, "seed": 1
                }
            },
            {
                "name": "encoded", "auto_encoder": "encoder",
                "set": {
                    "network": {
                        "architecture": "isitcap", "auto_encoder": { "filters": [4] },
                        "classifier": {
                            "filters": 4, "layers": 1, "dense_units": 4, "dense_layers": 0
                        },
                        "filters": null, "layers": null, "dense_units": null,
                        "dense_layers": null
                    },
                    "preprocess": { "mean": [0.0, 0.0, 0.0], "std": [1.0, 1.0, 1.0] }
                }
            }
        ],
        "tests": [
            { "name": "all", "data": "drawn", "split": "test" },
            {
                "name": "some", "data": "drawn", "split": "test", "without_seen": true,
                "pictures": { "only": ["real/drawn", "synthetic/drawn"], "of_each_class": 5 }
            }
        ],
        "tables": [{
            "title": "Table 1, or so",
            "headline": true,
            "columns": [
                { "title": "accuracy", "test": "all", "measure": "accuracy" },
                { "title": "AUROC", "test": "some", "measure": "auroc" }
            ],
            "rows": [row("few", vec![0.5, 0.25]), row("many", vec![]), row("forest", vec![])]
        }, {
            "title": "Saliency",
            "columns": [{ "title": "entropy", "test": "all", "measure": "saliency_entropy" }],
            "rows": [{ "title": "many", "run": "many" }]
        }],
        "charts": [
            { "kind": "training", "run": "many" },
            { "kind": "roc", "title": "ROC", "runs": ["many", "forest"], "test": "all" },
            { "kind": "confusion", "runs": ["forest"], "test": "all" },
            { "kind": "embedding", "run": "many", "test": "all" },
            { "kind": "statistics", "run": "forest" }
        ],
        "sheets": [
            { "shows": "grad_cam", "run": "many", "test": "all" },
            {
                "shows": "spectrum", "run": "many", "test": "all",
                "groups": [{ "title": "third", "ends_with": "3.png" }]
            }
        ]
    })
}

fn write(folder: &Path, name: &str, definition: &Value) {
    let experiments = folder.join("trainer/experiments");
    fs::create_dir_all(&experiments).unwrap();
    fs::create_dir_all(folder.join("experiments")).unwrap();
    fs::write(experiments.join(name), definition.to_string()).unwrap();
}

fn results(folder: &Path, arguments: &[&str]) -> std::process::Output {
    fs::create_dir_all(folder.join("models/zoo")).unwrap();
    fs::create_dir_all(folder.join("docs")).unwrap();
    let readme = folder.join("README.md");
    if !readme.exists() {
        fs::write(readme, "<!-- metrics:begin -->\n<!-- metrics:end -->\n").unwrap();
    }
    trainer(folder, &[&["results"], arguments].concat())
}

#[test]
fn an_experiment_is_carried_out_gone_on_with_and_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    write(folder, "drawn.json", &experiment());

    assert!(succeed(folder, &["experiment"]).contains("Drawn pictures"));
    let listed = succeed(folder, &["experiment", "drawn"]);
    assert_eq!(
        listed.matches("not run").count(),
        10,
        "five runs, two profiles"
    );

    let command = [
        "experiment",
        "drawn",
        "--profile",
        "one",
        "--data",
        "drawn=data",
        "--device",
        "cpu",
    ];
    succeed(folder, &[&command[..], &["--run", "many"]].concat());
    let page = fs::read_to_string(folder.join("experiments/drawn/README.md")).unwrap();
    assert!(page.contains("| few | – (0.5) | – (0.25) |"), "{page}");
    assert!(page.contains("Not run: `few`, `forest`, `encoder`, `encoded`."));
    assert!(
        page.contains("--profile two --data drawn=PATH"),
        "the other profile's command"
    );

    let first = fs::read(folder.join("experiments/drawn/one/many.json")).unwrap();
    let printed = succeed(folder, &command);
    assert!(printed.contains("many: done"), "{printed}");
    assert_eq!(
        fs::read(folder.join("experiments/drawn/one/many.json")).unwrap(),
        first
    );
    let page = fs::read_to_string(folder.join("experiments/drawn/README.md")).unwrap();
    assert!(!page.contains("Not run: `"), "{page}");
    for file in [
        "one-loss-many.svg",
        "one-accuracy-many.svg",
        "one-roc-all.svg",
        "one-features-many-all.svg",
        "one-correlation.svg",
        "one-distributions.svg",
    ] {
        assert!(page.contains(&format!("(figures/{file})")), "{file}");
        assert!(
            folder
                .join("experiments/drawn/figures")
                .join(file)
                .is_file()
        );
    }

    for (sheet, pictures) in [
        // Ten of each class, each with its map.
        ("grad-cam-many-all.svg", 40),
        // One of each class, with its spectrum.
        ("spectra-many-all.svg", 4),
    ] {
        let path = folder.join("runs/experiments/drawn/one/many").join(sheet);
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text.matches("<image ").count(), pictures, "{sheet}");
    }
    // A finished run that lacks a sheet gets it.
    let sheet = folder.join("runs/experiments/drawn/one/many/spectra-many-all.svg");
    let drawn = fs::read(&sheet).unwrap();
    fs::remove_file(&sheet).unwrap();
    succeed(folder, &command);
    assert_eq!(fs::read(&sheet).unwrap(), drawn);

    let outcome: Value = serde_json::from_slice(&first).unwrap();
    let all = &outcome["tests"]["all"];
    let counts: u64 = all["confusion"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(counts, 24);
    assert!(all["saliency"]["entropy"].as_f64().unwrap() <= 1.0);
    assert_eq!(all["embedding"].as_array().unwrap().len(), 24);
    assert!(
        outcome["tests"]["some"]["saliency"].is_null(),
        "no table asks for it"
    );
    // The checkerboard is in the statistics, so a forest finds it.
    let forest = fs::read_to_string(folder.join("experiments/drawn/results.csv")).unwrap();
    let forest = forest
        .lines()
        .find(|line| line.contains(",forest,accuracy,"))
        .unwrap();
    assert!(forest.ends_with(",1,"), "{forest}");

    the_documents_agree_with_the_results(folder);
}

/// Writes the documents of all experiments and notices a change in one.
fn the_documents_agree_with_the_results(folder: &Path) {
    assert!(
        !results(folder, &["--check"]).status.success(),
        "nothing is written yet"
    );
    assert!(results(folder, &[]).status.success());
    assert!(results(folder, &["--check"]).status.success());
    let overview = fs::read_to_string(folder.join("docs/results.md")).unwrap();
    assert!(overview.contains("Profile `one`: 5 of 5 runs"));
    assert!(overview.contains("The profile `two` was not run."));
    assert!(overview.contains("Table 1, or so") && !overview.contains("#### Saliency"));
    let csv = folder.join("experiments/drawn/results.csv");
    fs::write(&csv, fs::read_to_string(&csv).unwrap() + "altered\n").unwrap();
    let output = results(folder, &["--check"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && error.contains("results.csv"),
        "{error}"
    );
}

#[test]
fn what_an_experiment_lacks_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    write(folder, "drawn.json", &experiment());
    let refused = |arguments: &[&str], parts: &[&str]| {
        let output = trainer(folder, &[&["experiment"], arguments].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        for part in parts {
            assert!(error.contains(part), "{error} lacks {part}");
        }
    };
    let drawn = ["drawn", "--data", "drawn=data"];
    refused(&["other"], &["`other`", "drawn"]);
    refused(&drawn, &["--profile", "one, two"]);
    refused(
        &[&drawn[..], &["--profile", "all"]].concat(),
        &["`all`", "one, two"],
    );
    refused(
        &[&drawn[..], &["--profile", "one", "--run", "most"]].concat(),
        &["`most`", "few, many, forest, encoder, encoded"],
    );
    refused(
        &["drawn", "--data", "photos=data", "--profile", "one"],
        &["`photos`"],
    );
    refused(
        &["drawn", "--data", "data", "--profile", "one"],
        &["NAME=PATH"],
    );

    let needs = [&drawn[..], &["--profile", "one", "--run", "encoded"]].concat();
    refused(&needs, &["`encoded`", "`encoder`", "first"]);

    for (place, wrong, parts) in [
        (
            "/runs/0/set/network/filtres",
            json!(3),
            ["`few`", "filtres"],
        ),
        ("/tables/0/rows/0/run", json!("most"), ["Table 1", "`most`"]),
        (
            "/tables/0/columns/0/test",
            json!("none"),
            ["Table 1", "`none`"],
        ),
        ("/tests/0/data", json!("photos"), ["`all`", "`photos`"]),
        ("/runs/0/name", json!("a/b"), ["a/b", "letters"]),
        (
            "/runs/4/auto_encoder",
            json!("many"),
            ["`encoded`", "`many`"],
        ),
        ("/train_on", json!("photos"), ["train_on", "`photos`"]),
    ] {
        let mut definition = experiment();
        let (parent, key) = place.rsplit_once('/').unwrap();
        definition.pointer_mut(parent).unwrap()[key] = wrong;
        write(folder, "wrong.json", &definition);
        refused(&["wrong"], &[&parts[..], &["wrong.json"]].concat());
    }
}

#[test]
fn a_result_of_other_settings_is_not_taken_for_this_ones() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    write(folder, "drawn.json", &experiment());
    let command = [
        "experiment",
        "drawn",
        "--profile",
        "one",
        "--data",
        "drawn=data",
        "--device",
        "cpu",
        "--run",
        "forest",
    ];
    succeed(folder, &command);
    let mut changed = experiment();
    changed["runs"][2]["set"]["trees"] = json!(21);
    write(folder, "drawn.json", &changed);
    let output = trainer(folder, &command);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(
        error.contains("`forest`") && error.contains("other settings"),
        "{error}"
    );
}

#[test]
fn an_experiment_can_extend_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "drawn.json", &experiment());
    write(
        folder,
        "more.json",
        &json!({ "extends": "drawn", "title": "More", "runs": [{ "name": "many" }],
                 "tables": [], "charts": [] }),
    );
    let listed = succeed(folder, &["experiment", "more"]);
    assert!(listed.contains("More") && listed.contains("many") && !listed.contains("few"));
    write(folder, "drawn.json", &json!({ "extends": "more" }));
    let output = trainer(folder, &["experiment", "more"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("circle"));
}
