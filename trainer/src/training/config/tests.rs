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
    changed_in(text, pointer, value)
}

/// The run file `text` with one of its settings changed.
fn changed_in(text: &str, pointer: &str, value: Value) -> Result<RunConfig> {
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

#[test]
fn a_transformer_that_cannot_be_made_and_adapting_what_has_no_start_are_refused() {
    let text = include_str!("../../../configs/vit.thorough.json");
    for (pointer, value, named) in [
        ("/network/trunk/heads", json!(7), "network.trunk.heads"),
        ("/network/trunk/heads", json!(0), "network.trunk.heads"),
        ("/network/trunk/patch", json!(15), "network.trunk.patch"),
        ("/network/trunk/patch", json!(0), "network.trunk.patch"),
        ("/network/trunk/units", json!(0), "network.trunk.units"),
        ("/network/read", json!([]), "network.read"),
        ("/network/read", json!([0, 7]), "network.read"),
        ("/network/read", json!([5, 4, 7]), "network.read"),
        ("/network/read", json!([4, 6]), "network.read"),
        ("/low_rank/from_block", json!(0), "low_rank.from_block"),
        ("/low_rank/rang", json!(0), "rang"),
    ] {
        let error = changed_in(text, pointer, value).expect_err(pointer);
        assert!(format!("{error:#}").contains(named), "{pointer}: {error:#}");
    }
    let lite = |stages: usize, earlier: &[usize]| {
        let mut run: Value = serde_json::from_str(text).expect("a run file");
        run["id"] = json!("efficientnet_lite.x");
        run["network"] = json!({
            "architecture": "efficientnet_lite",
            "trunk": { "scale": "lite0", "stages": stages },
            "earlier": earlier,
            "dropout": 0.2,
        });
        RunConfig::from_value(&run)
    };
    assert!(lite(1, &[]).is_ok() && lite(7, &[2, 6]).is_ok());
    for stages in [0, 8] {
        let error = lite(stages, &[]).expect_err("no such stage").to_string();
        assert!(error.contains("network.trunk.stages"), "{error}");
    }
    for earlier in [&[3, 2][..], &[5], &[0]] {
        let error = lite(5, earlier).expect_err("no such stage").to_string();
        assert!(error.contains("network.earlier"), "{error}");
    }
    let text = include_str!("../../../configs/astrospy.sum.json");
    let low_rank = json!({ "rank": 4, "alpha": 4.0 });
    for (pointer, value, named) in [
        ("/network/image/stages", json!(8), "network.image.stages"),
        (
            "/network/spectrum/stages",
            json!(0),
            "network.spectrum.stages",
        ),
        ("/network/spectrum/stages", json!(5), "112"),
        ("/network/image/stage", json!(5), "network.image.stage"),
        ("/preprocess/spectrum", Value::Null, "preprocess.spectrum"),
        ("/low_rank", low_rank, "low_rank.rank"),
    ] {
        let error = changed_in(text, pointer, value).expect_err(pointer);
        assert!(format!("{error:#}").contains(named), "{pointer}: {error:#}");
    }
    assert!(changed_in(text, "/network/joint", json!("concatenate")).is_ok());
    let error = changed("/low_rank", json!({ "rank": 4, "alpha": 4.0 })).expect_err("no start");
    assert!(
        error.to_string().contains("`residual_statistics`"),
        "{error}"
    );
}

#[test]
fn a_pattern_of_frozen_parameters_and_shares_of_a_teacher_must_make_sense() {
    let frozen = changed("/frozen", json!(["(["])).expect_err("no pattern");
    assert!(format!("{frozen:#}").contains("`frozen`"), "{frozen:#}");
    for (setting, value) in [("scores", 1.5), ("similarities", -1.0)] {
        let mut distillation = json!({ "scores": 0.5 });
        distillation[setting] = json!(value);
        let error = changed("/distillation", distillation).expect_err(setting);
        assert!(format!("{error:#}").contains(setting), "{error:#}");
    }
}
