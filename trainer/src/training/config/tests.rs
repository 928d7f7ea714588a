//! What run files may say.

use super::*;
use serde_json::json;

#[test]
fn the_run_files_of_the_published_detectors_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the run files") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        RunConfig::read(&path).expect("a run file that works");
        count += 1;
    }
    assert!(count >= 3);
}

/// The settings of the general detector with one of them changed.
fn changed(pointer: &str, value: Value) -> Result<RunConfig> {
    let text = include_str!("../../../configs/residual_statistics.general.json");
    let mut run: Value = serde_json::from_str(text).expect("a run file");
    let (object, key) = pointer.rsplit_once('/').expect("a path");
    run.pointer_mut(object).expect("an object")[key] = value;
    RunConfig::from_value(&run)
}

#[test]
fn a_mistyped_setting_is_named_and_a_default_may_be_said() {
    let text = include_str!("../../../configs/residual_statistics.general.json");
    let given: Value = serde_json::from_str(text).expect("a run file");
    let with = |pointer: &str, key: &str, value: Value| {
        let mut given = given.clone();
        given.pointer_mut(pointer).expect("a setting")[key] = value;
        RunConfig::from_value(&given).map_err(|error| error.to_string())
    };
    for (pointer, key, named) in [
        ("", "epoch", "epoch"),
        ("/network", "stem_kernal", "network.stem_kernal"),
        ("/validation", "fold", "fold"),
        ("/optimizer", "momentum", "momentum"),
        ("/preprocess", "widths", "preprocess.widths"),
        ("/preprocess/views", "sides", "preprocess.views.sides"),
        ("/preprocess/statistics", "profile", "profile"),
        ("/scope", "min_side", "scope.min_side"),
    ] {
        let error = with(pointer, key, json!(5)).expect_err(named);
        assert!(error.contains(&format!("`{named}`")), "{error}");
    }
    for (pointer, key, default) in [
        ("", "pairs", Value::Null),
        ("", "early_stopping_epochs", Value::Null),
        ("/preprocess/statistics", "radial_profile", json!(false)),
    ] {
        assert!(with(pointer, key, default).is_ok(), "{key}");
    }
}

#[test]
fn settings_that_do_not_fit_together_are_refused_with_their_names() {
    let plateau = json!({ "kind": "reduce_on_plateau", "factor": 0.5, "patience_epochs": 2 });
    for (pointer, value, named) in [
        ("/schedule", plateau, "reduce_on_plateau"),
        ("/early_stopping_epochs", json!(3), "early_stopping_epochs"),
        ("/keep_last", json!(false), "validation_interval"),
        ("/validation_interval", json!(0), "validation_interval"),
        ("/network/inputs", json!(297), "297 statistics"),
        (
            "/preprocess/statistics/autocorrelation",
            json!(false),
            "gives 234",
        ),
        (
            "/preprocess/statistics",
            json!({ "radial_profile": true }),
            "radial_profile",
        ),
        ("/balance", json!("none"), "hard_real"),
        ("/label_smoothing", json!(1.5), "label_smoothing"),
    ] {
        let error = changed(pointer, value).expect_err(pointer).to_string();
        assert!(error.contains(named), "{pointer}: {error}");
    }
    assert!(changed("/validation_interval", json!(1)).is_ok());
}
