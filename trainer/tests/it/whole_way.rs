//! The way of a detector through the commands: train, stop, go on, export, evaluate, predict.

use std::path::Path;

use crate::explaining::{check_explain, check_faithfulness};
use crate::support::{of_drawn, picture, succeed, trainer, write_data};
use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Value, json};

fn config(epochs: usize) -> Value {
    json!({
        "id": "dual_small.drawn",
        "title": "Drawn",
        "description": "For a test.",
        "limits": ["Knows nothing else."],
        "licence": "MIT OR Apache-2.0",
        "data": "drawn",
        "network": {
            "architecture": "dual_small", "input": "colour_and_residual", "stem": 4,
            "stem_kernel": 3, "stem_stride": 1, "stem_blocks": 1, "stages": [6], "blocks": 1, "spectral": true,
            "spectral_stages": [4], "dropout": 0.1
        },
        "preprocess": {
            "views": { "kind": "resize", "side": 32, "filter": "triangle" },
            "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25],
            "spectrum": { "mean": -3.0, "std": 1.5 }
        },
        "scope": { "min_side_px": 16, "max_side_px": 64 },
        "augmentation": { "flip_horizontal": true },
        "validation": { "kind": "share", "share": 0.25 },
        "validation_tiers": ["clean"],
        "seed": 3, "epochs": epochs, "batch_size": 8,
        "optimizer": { "kind": "adam", "learning_rate": 0.01 },
        "schedule": { "kind": "constant" },
        "false_positive_rate": 0.05, "false_negative_rate": 0.05
    })
}

#[test]
fn a_detector_is_trained_stopped_resumed_exported_measured_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    std::fs::write(folder.join("run.json"), config(4).to_string()).unwrap();
    let train = [
        "train", "run.json", "--data", "data", "--out", "runs/a", "--device", "cpu",
    ];
    succeed(folder, &train);
    let log = std::fs::read_to_string(folder.join("runs/a/log.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 4);
    assert!(folder.join("runs/a/loss.svg").is_file());

    // The same command again has nothing left to do; another run may not use the folder.
    succeed(folder, &train);
    assert_eq!(
        std::fs::read_to_string(folder.join("runs/a/log.jsonl")).unwrap(),
        log
    );
    std::fs::write(folder.join("run.json"), config(5).to_string()).unwrap();
    assert!(!trainer(folder, &train).status.success());

    std::fs::create_dir(folder.join("zoo")).unwrap();
    succeed(
        folder,
        &[
            "export", "runs/a", "--data", "data", "--zoo", "zoo", "--device", "cpu",
        ],
    );
    let evaluate = of_drawn("evaluate", ["--data", "data", "--json", "--save", "drawn"]);
    let measured: Value = serde_json::from_str(&succeed(folder, &evaluate)).unwrap();
    assert_eq!(measured["n"], 24);
    assert_eq!(measured["auroc"], 1.0, "a checkerboard is not hard to see");
    for key in [
        "accuracy",
        "balanced_accuracy",
        "tpr_at_fpr_01",
        "ece",
        "brier",
        "coverage",
    ] {
        assert!(measured[key].is_number(), "{key}");
    }
    let kept = std::fs::read(folder.join("zoo/dual_small.drawn/metrics.json")).unwrap();
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(kept["drawn"], measured);
    check_report(folder, &measured);

    let predict = of_drawn(
        "predict",
        [
            "--json",
            "--stability",
            "data/test/synthetic/drawn/1.png",
            "data/train/real/drawn/broken.png",
            "missing.png",
        ],
    );
    let output = trainer(folder, &predict);
    assert_eq!(
        output.status.code(),
        Some(1),
        "two files could not be judged"
    );
    let reports: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(reports.len(), 3);
    assert_eq!(reports[0]["detector"], "dual_small.drawn");
    assert!(reports[0]["score"].as_f64().unwrap() > 0.5);
    assert!(reports[1]["error"].is_string() && reports[2]["error"].is_string());
    assert!(reports[1]["score"].is_null());
    let copies = reports[0]["stability"]["copies"].as_array().unwrap();
    let names: Vec<&str> = copies
        .iter()
        .map(|copy| copy["handling"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 8);
    assert_eq!((names[0], names[7]), ("web_page", "collage"));
    assert!(reports[1]["stability"].is_null());
    check_explain(folder);
    check_faithfulness(folder);
    check_dossier(folder);
}

/// What is filed can be checked, and a change is named.
fn check_dossier(folder: &Path) {
    for name in ["dossier.html", "dossier.jsonl"] {
        let predict = of_drawn(
            "predict",
            [
                "--dossier",
                name,
                "data/test/synthetic/drawn/1.png",
                "data/train/real/drawn/broken.png",
                "missing.png",
            ],
        );
        let output = trainer(folder, &predict);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("not filed: missing.png"), "{said}");
        let (_, link) = said.split_once("2 files, last link ").expect("a link");
        let link = link.split_whitespace().next().unwrap();
        let checked = succeed(folder, &["verify", name]);
        assert!(checked.contains(&format!("Last link: {link}")), "{checked}");

        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("broken.png"));
        std::fs::write(&path, text.replace("broken.png", "taken.png")).unwrap();
        let output = trainer(folder, &["verify", name]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("taken.png"), "{said}");
    }
    let output = trainer(
        folder,
        &of_drawn("predict", ["--dossier", "dossier.pdf", "missing.png"]),
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("dossier.pdf: a dossier is"), "{said}");
}

/// The report asks about the same pictures, keeps what it was told, and does not ask again.
fn check_report(folder: &Path, measured: &Value) {
    let report = of_drawn(
        "report",
        [
            "--forest",
            "codec",
            "--forest",
            "statistics",
            "--hand-out",
            "handed",
            "--data",
            "data",
            "--tiers",
            "clean,jpeg-50",
            "--out",
            "report",
            "--sheets",
            "sheets",
        ],
    );
    succeed(folder, &report);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let json = |name: &str| -> Value { serde_json::from_str(&read(name)).unwrap() };
    let list = json("report/pictures.json");
    assert_eq!(list["pictures"].as_array().unwrap().len(), 24);
    let text = read("report/dual_small.drawn.json");
    let told = json("report/dual_small.drawn.json");
    let flagged = told["tiers"]["clean"]["flagged"].as_str().unwrap();
    assert_eq!(flagged.len(), 24);
    let expected = &measured["confusion"];
    assert_eq!(
        flagged.matches('1').count() as u64,
        expected["true_positive"].as_u64().unwrap() + expected["false_positive"].as_u64().unwrap()
    );
    for name in ["codec_forest", "statistics_forest"] {
        let forest = json(&format!("report/{name}.json"));
        let scores = &forest["tiers"]["jpeg-50"]["scores"];
        assert_eq!(scores.as_array().unwrap().len(), 24);
    }
    let index = json("handed/index.json");
    assert_eq!(index["pictures_sha256"], told["pictures_sha256"]);
    let first = list["pictures"][0][1].as_str().unwrap();
    let handed = std::fs::read(folder.join("handed/clean/00000")).unwrap();
    assert_eq!(
        handed,
        std::fs::read(folder.join("data").join(first)).unwrap()
    );
    assert_eq!(
        std::fs::read_dir(folder.join("handed/jpeg-50"))
            .unwrap()
            .count(),
        24
    );
    assert!(read("sheets/dual_small.drawn.svg").starts_with("<svg"));
    let said = succeed(folder, &report);
    assert!(
        !said.contains("are likely synthetic"),
        "asked again: {said}"
    );
    assert_eq!(read("report/dual_small.drawn.json"), text);
}

/// Stopping and going on must not change a run: the order, the augmentation and the optimiser's
/// state all come back.
#[test]
fn a_resumed_run_ends_where_an_uninterrupted_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    let run = |name: &str, epochs: usize| {
        std::fs::write(folder.join("run.json"), config(epochs).to_string()).unwrap();
        let out = format!("runs/{name}");
        succeed(
            folder,
            &[
                "train", "run.json", "--data", "data", "--out", &out, "--device", "cpu",
            ],
        );
        out
    };
    let whole = run("whole", 3);
    let parts = run("parts", 1);
    // A longer run with the same settings goes on from the checkpoint of the shorter one.
    let longer = std::fs::read_to_string(folder.join(&whole).join("config.json")).unwrap();
    std::fs::write(folder.join(&parts).join("config.json"), longer).unwrap();
    run("parts", 3);
    let losses = |out: &str| -> Vec<f64> {
        std::fs::read_to_string(folder.join(out).join("log.jsonl"))
            .unwrap()
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["valid_loss"]
                    .as_f64()
                    .unwrap()
            })
            .collect()
    };
    let (whole, parts) = (losses(&whole), losses(&parts));
    assert_eq!(whole.len(), 3);
    for (a, b) in whole.iter().zip(&parts) {
        // Sums are made in another order by each thread; dropout draws from the device.
        assert!(
            (a - b).abs() < 0.15 * a.abs().max(0.1),
            "{whole:?} {parts:?}"
        );
    }
}

/// The tensors of torchvision's `ResNet-18`, with `width` filters in the first stage.
fn residual_network(width: usize) -> Vec<(String, Vec<usize>)> {
    let mut tensors = Vec::new();
    let mut layer = |conv: &str, norm: &str, [inputs, outputs]: [usize; 2], kernel: usize| {
        tensors.push((
            format!("{conv}.weight"),
            vec![outputs, inputs, kernel, kernel],
        ));
        for part in ["weight", "bias", "running_mean", "running_var"] {
            tensors.push((format!("{norm}.{part}"), vec![outputs]));
        }
    };
    layer("conv1", "bn1", [3, width], 3);
    let mut inputs = width;
    for stage in 0..4 {
        let outputs = width << stage;
        for block in 0..2 {
            let name = |part: &str| format!("layer{}.{block}.{part}", stage + 1);
            layer(&name("conv1"), &name("bn1"), [inputs, outputs], 3);
            layer(&name("conv2"), &name("bn2"), [outputs, outputs], 3);
            if inputs != outputs {
                let (conv, norm) = (name("downsample.0"), name("downsample.1"));
                layer(&conv, &norm, [inputs, outputs], 1);
            }
            inputs = outputs;
        }
    }
    tensors
}

fn write_checkpoint(path: &Path, tensors: &[(String, Vec<usize>)]) {
    let ones: Vec<u8> = 1.0_f32.to_le_bytes().repeat(1 << 16);
    let views = tensors.iter().map(|(name, shape)| {
        let bytes = &ones[..4 * shape.iter().product::<usize>()];
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap();
        (name.as_str(), view)
    });
    std::fs::write(path, safetensors::serialize(views, None).unwrap()).unwrap();
}

#[test]
fn a_run_starts_from_a_published_checkpoint_that_fits_and_refuses_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    let mut run = config(1);
    run["network"] = json!({
        "architecture": "classifier",
        "backbone": { "architecture": "resnet", "depth": "18", "stem": "small", "width": 4 },
        "head": { "dense": { "units": 8, "dropout": 0.5 } }
    });
    run["preprocess"]["spectrum"] = Value::Null;
    run["id"] = json!("resnet.drawn");
    std::fs::write(folder.join("run.json"), run.to_string()).unwrap();
    let mut tensors = residual_network(4);
    write_checkpoint(&folder.join("right.safetensors"), &tensors);
    tensors.retain(|(name, _)| name != "bn1.bias");
    tensors.push(("head.weight".to_owned(), vec![2, 2]));
    write_checkpoint(&folder.join("wrong.safetensors"), &tensors);
    let train = |init: &'static str| {
        [
            "train", "run.json", "--data", "data", "--out", "runs/a", "--device", "cpu", "--init",
            init,
        ]
    };

    let refused = trainer(folder, &train("wrong.safetensors"));
    assert!(!refused.status.success());
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    for part in [
        "wrong.safetensors",
        "1 missing: stem.norm.beta",
        "1 unexpected: head.weight",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(!trainer(folder, &train("absent.pth")).status.success());

    let text = succeed(folder, &train("right.safetensors"));
    assert!(text.contains("starting from right.safetensors"), "{text}");
    let facts = std::fs::read(folder.join("runs/a/data.json")).unwrap();
    let facts: Value = serde_json::from_slice(&facts).unwrap();
    assert_eq!(facts["init_sha256"].as_str().unwrap().len(), 64);
}

/// Every picture is learnt from, and every picture is judged once by a network that does not know
/// its folder.
#[test]
fn a_run_that_learns_from_all_is_calibrated_by_its_folds() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_data(&folder.join("data"));
    for (class, synthetic) in [("real", false), ("synthetic", true)] {
        let more = folder.join("data/train").join(class).join("more");
        std::fs::create_dir_all(&more).unwrap();
        for index in 0..20 {
            let path = more.join(format!("{index}.png"));
            picture(index + 2000, synthetic).save(path).unwrap();
        }
    }
    let write = |name: &str, seed: u64| {
        let mut run = config(3);
        run["seed"] = json!(seed);
        run["keep_last"] = json!(true);
        run["validation"] = json!({ "kind": "folds", "folds": [
            { "real": ["drawn"], "synthetic": ["drawn"] },
            { "real": ["more"], "synthetic": ["more"] },
        ] });
        std::fs::write(folder.join(name), run.to_string()).unwrap();
    };
    write("run.json", 3);
    write("other.json", 4);
    let train = |run: &str, out: &str, fold: Option<&str>| {
        let mut arguments = vec![
            "train", run, "--data", "data", "--out", out, "--device", "cpu",
        ];
        arguments.extend(fold.into_iter().flat_map(|fold| ["--fold", fold]));
        trainer(folder, &arguments)
    };
    for (run, out, fold) in [
        ("run.json", "all", None),
        ("run.json", "first", Some("0")),
        ("run.json", "second", Some("1")),
        ("other.json", "strange", Some("1")),
        // What has ended is read again and left alone.
        ("run.json", "all", None),
    ] {
        let output = train(run, out, fold);
        assert!(output.status.success(), "{out}: {output:?}");
    }
    let log = std::fs::read_to_string(folder.join("all/log.jsonl")).unwrap();
    assert_eq!(log.lines().count(), 3);
    assert!(!log.contains("valid_loss"), "nothing was held out: {log}");
    let output = train("run.json", "third", Some("2"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("they go from 0 to 1"));

    std::fs::create_dir(folder.join("zoo")).unwrap();
    let export = |held_out: &[&str]| {
        let mut arguments = vec!["export", "all", "--data", "data", "--zoo", "zoo"];
        arguments.extend(["--device", "cpu"]);
        arguments.extend(held_out.iter().flat_map(|run| ["--held-out", run]));
        trainer(folder, &arguments)
    };
    for (held_out, words) in [
        (&[][..], "needs `--held-out`"),
        (&["first", "strange"], "strange differs from all"),
    ] {
        let output = export(held_out);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(words), "{error}");
    }
    let output = export(&["first", "second"]);
    assert!(output.status.success(), "{output:?}");
    let card = std::fs::read(folder.join("zoo/dual_small.drawn/card.json")).unwrap();
    let card: Value = serde_json::from_slice(&card).unwrap();
    // 48 drawn and 20 more; of the real ones one is no picture, which counts until it is read.
    assert_eq!(card["training"]["pictures"], json!([69, 68]));
    assert_eq!(card["training"]["validation_pictures"], json!([69, 68]));
    let validation = card["training"]["validation"].as_str().unwrap();
    assert!(
        validation.contains("trained alike without them") && validation.contains("real more"),
        "{validation}"
    );
    assert_eq!(card["training"]["epochs"], json!([3, 3]));
}
