//! Whole comparisons, on features that were made up.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use burn::tensor::Device;
use serde_json::{Value, json};
use spectrafide_report::Label;

use super::compare::Comparison;
use super::outcome::Outcome;
use super::plan::{HeadConfig, Plan};
use super::probe::Probe;
use crate::augmentation::tier::Tier;
use crate::data::items::{self, Item};
use crate::device::Precision;
use crate::digest::sha256;
use crate::features::cache::Cache;
use crate::features::config_of;
use crate::features::key::Key;
use crate::features::writer::Writer;
use crate::training::config::RunConfig;

const WIDTH: usize = 12;
const BLOCKS: usize = 7;

fn run() -> RunConfig {
    let text = include_str!("../../configs/vit.thorough.json");
    let mut value: Value = serde_json::from_str(text).expect("a run");
    value["pictures"] = json!({});
    value["network"]["trunk"]["blocks"] = json!(BLOCKS);
    value["network"]["read"] = json!([6, BLOCKS]);
    value["network"]["trunk"]["width"] = json!(WIDTH);
    value["network"]["trunk"]["heads"] = json!(2);
    value["validation"] = json!({"kind": "folds", "folds": [
        {"real": ["a"], "synthetic": ["c"]},
        {"real": ["b"], "synthetic": ["d"]},
    ]});
    RunConfig::from_value(&value).expect("a run")
}

fn plan(rows: &Value) -> Plan {
    let plan =
        json!({"run": "run.json", "views": 2, "tiers": ["clean", "web"], "seed": 7, "rows": rows});
    serde_json::from_value(plan).expect("a plan")
}

fn row(name: &str, head: &Value) -> Value {
    json!({"name": name, "blocks": [6, 7], "summaries": ["class", "mean"], "head": head})
}

/// Files of four sources, and features of them: the mean after block 7 is high for synthetic
/// pictures, all else is noise.
fn made_up(folder: &Path) -> (Vec<Item>, Cache) {
    let data = folder.join("data");
    for source in ["real/a", "real/b", "synthetic/c", "synthetic/d"] {
        fs::create_dir_all(data.join(source)).expect("made");
        for number in 0..20 {
            let name = format!("{source}/{number}.png");
            fs::write(data.join(&name), &name).expect("written");
        }
    }
    let items = items::read(&data, |_| true).expect("items");
    let run = run();
    let items_of = &items;
    let network = config_of(&run.network, None).expect("a trunk");
    let key = Key::new(
        "ab".to_owned(),
        &network,
        run.storage,
        Precision::Single,
        &run.preprocess,
    );
    let layout = key.layout();
    let mut writer = Writer::open(folder, &key).expect("a cache");
    let mut state = 1_u32;
    for item in items_of {
        for tier in [Tier::Clean, Tier::Web] {
            let mut numbers: Vec<f32> = (0..2 * layout.numbers())
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as f32 / (1 << 23) as f32 - 1.0
                })
                .collect();
            for view in numbers.chunks_mut(layout.numbers()) {
                let told = if item.label == Label::Synthetic {
                    4.0
                } else {
                    -4.0
                };
                for number in &mut view[(2 * BLOCKS - 1) * WIDTH..2 * BLOCKS * WIDTH] {
                    *number += told;
                }
            }
            let of = [(sha256(item.bytes().expect("bytes")), tier, 2)];
            writer.add(of, &numbers).expect("added");
        }
    }
    let cache = Cache::open(writer.folder()).expect("a cache");
    (items, cache)
}

fn compared(
    folder: &Path,
    rows: &Value,
    items: Vec<Item>,
    cache: &Cache,
) -> anyhow::Result<Outcome> {
    let comparison = Comparison {
        plan: &plan(rows),
        run: &run(),
        cache,
        device: &Device::flex(),
    };
    let data = BTreeMap::from([("data".to_owned(), "cd".to_owned())]);
    comparison.run(items, data, &folder.join("out.json"))
}

fn every_head() -> Value {
    let fit = json!({"epochs": 30, "pictures": 16, "learning_rate": 0.01});
    let attention = json!({"kind": "attention", "units": 8, "dropout": 0.0});
    let perceptron = json!({"kind": "perceptron", "units": 8, "dropout": 0.0});
    let network = |body: &Value, pooling: &str| json!({"kind": "network", "body": body, "pooling": pooling, "fit": fit});
    let projection = json!({"units": 16, "numbers": 4, "temperature": 0.1});
    json!([
        row(
            "linear",
            &json!({"kind": "linear", "strengths": [0.1, 0.01]})
        ),
        row("perceptron", &network(&perceptron, "mean")),
        row("attention", &network(&attention, "max")),
        row(
            "views weighed",
            &network(&json!({"kind": "nothing"}), "attention")
        ),
        row(
            "projected",
            &json!({
                "kind": "neighbours", "projection": projection, "neighbours": [1, 5], "fit": fit,
            })
        ),
    ])
}

#[test]
fn every_head_finds_what_tells_the_classes_apart_in_sources_that_it_does_not_know() {
    let folder = tempfile::tempdir().expect("a folder");
    let (items, cache) = made_up(folder.path());
    let outcome = compared(folder.path(), &every_head(), items, &cache).expect("compared");
    assert_eq!(outcome.folds, [[[20, 20], [20, 20]]; 2]);
    let settings: Vec<usize> = outcome.rows.iter().map(|row| row.settings.len()).collect();
    assert_eq!(settings, [2, 1, 1, 1, 4]);
    for row in &outcome.rows {
        for setting in &row.settings {
            assert_eq!(setting.folds.len(), 2);
            for measured in setting.folds.iter().chain([&setting.mean]) {
                let auroc = measured.together.auroc.expect("both classes");
                assert!(
                    auroc > 0.95,
                    "{} {}: {auroc}",
                    row.row.name,
                    setting.setting
                );
                let names: Vec<&String> = measured.tiers.keys().collect();
                assert_eq!(names, ["clean", "web"]);
            }
        }
    }
    // Two tokens of two blocks, and a bias.
    assert_eq!(outcome.rows[0].settings[0].size, 4 * WIDTH + 1);
}

/// The probe reads what a run's network reads, fits it on all pictures, and says the same through the
/// network's own head.
#[test]
fn a_probe_finds_it_too_and_its_head_fits_the_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let (items, cache) = made_up(folder.path());
    let mut value = serde_json::to_value(run()).expect("a run");
    value["validation_tiers"] = json!(["clean", "web"]);
    for (setting, wrong, named) in [
        ("epochs", json!(2), "`epochs` 1"),
        (
            "augmentation",
            json!({"flip_horizontal": true}),
            "`augmentation`",
        ),
        (
            "low_rank",
            json!({"rank": 2, "alpha": 1.0}),
            "`low_rank.rank`",
        ),
    ] {
        let mut changed = value.clone();
        changed[setting] = wrong;
        let error = RunConfig::from_value(&changed)
            .expect_err(named)
            .to_string();
        assert!(error.contains(named), "{error}");
    }
    let config = RunConfig::from_value(&value).expect("a run");
    let device = Device::flex();
    let probe = Probe::of(&config).expect("a probe");
    let tiers = &config.validation_tiers;
    let (_, pictures) = super::table::pictures(items, &cache, tiers).expect("pictures");
    let numbers = probe.numbers(&cache, &pictures, &device).expect("numbers");
    let labels = pictures.iter().map(|picture| picture.label.target());
    let even = vec![1.0 / pictures.len() as f64; pictures.len()];
    let fitted = probe.fit(&numbers, labels.collect(), &even);
    let fitted = fitted.expect("fitted");
    assert!(fitted.loss < 0.1, "{}", fitted.loss);
    for picture in &pictures {
        let logits = probe.logits(&cache, &picture.stored, &fitted.head, &device);
        for views in logits.expect("logits") {
            assert_eq!(views.len(), 2);
            let synthetic = picture.label == Label::Synthetic;
            assert!(views.iter().all(|&logit| (logit > 0.0) == synthetic));
        }
    }
    let shipped = config.network.shipped().expect("a detector's network");
    let network = shipped.init(224, &device);
    network.with_linear_head(&fitted.head).expect("it fits");
}

#[test]
fn without_the_block_that_tells_them_apart_heads_know_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (items, cache) = made_up(folder.path());
    let mut blind = row("blind", &json!({"kind": "linear", "strengths": [0.1]}));
    blind["summaries"] = json!(["class"]);
    let outcome = compared(folder.path(), &json!([blind]), items, &cache).expect("compared");
    let auroc = outcome.rows[0].settings[0]
        .mean
        .together
        .auroc
        .expect("both classes");
    assert!((auroc - 0.5).abs() < 0.2, "{auroc}");
}

#[test]
fn rows_that_are_done_are_kept_and_others_added() {
    let folder = tempfile::tempdir().expect("a folder");
    let (items, cache) = made_up(folder.path());
    let linear = json!({"kind": "linear", "strengths": [0.1]});
    let first = json!([row("first", &linear)]);
    let before = compared(folder.path(), &first, items.clone(), &cache).expect("compared");
    let both = json!([row("second", &linear), row("first", &linear)]);
    let after = compared(folder.path(), &both, items.clone(), &cache).expect("compared");
    // Seconds are those of the first time.
    assert_eq!(after.rows[1], before.rows[0]);
    assert_eq!(after.rows[0].settings, before.rows[0].settings);
    let file = folder.path().join("out.json");
    assert_eq!(Outcome::read(&file).expect("an outcome"), after);
    let mut third = row("third", &linear);
    third["blocks"] = json!([8]);
    let error = compared(folder.path(), &json!([third]), items, &cache).expect_err("no block 8");
    assert!(
        error.to_string().contains("`third` reads block 8"),
        "{error}"
    );
}

#[test]
fn pictures_without_features_are_an_error_that_names_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, cache) = made_up(folder.path());
    let unknown = folder.path().join("data/real/a/unknown.png");
    fs::write(unknown, "unknown").expect("written");
    let items = items::read(&folder.path().join("data"), |_| true).expect("items");
    let linear = json!({"kind": "linear", "strengths": [0.1]});
    let rows = json!([row("linear", &linear)]);
    let error = compared(folder.path(), &rows, items, &cache).expect_err("no features");
    assert!(
        error.to_string().contains("real/a/unknown.png in clean"),
        "{error}"
    );
}

#[test]
fn the_plan_is_understood_and_names_its_run() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/heads/vit.json");
    let plan = Plan::read(&file).expect("a plan");
    RunConfig::read(&plan.run).expect("a run");
    let mut names: Vec<&String> = plan.rows.iter().map(|row| &row.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), plan.rows.len());
    assert!(
        plan.rows
            .iter()
            .any(|row| matches!(row.head, HeadConfig::Neighbours { .. }))
    );
}
