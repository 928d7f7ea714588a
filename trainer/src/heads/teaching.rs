//! What probes say of pictures that they held out, for another probe to learn from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use spectrafide_report::calibration::sigmoid;

use crate::data::items::Item;
use crate::training::config::RunConfig;
use crate::training::held_out;

/// To which degree the pictures `train` of a run with `config` are synthetic: the label in all tiers,
/// or, in a run with `distillation`, picture by picture in each tier, the label mixed with the mean
/// score of the `teachers` that held the picture out. What a network says of pictures that it learnt
/// is little more than the label; what it says of sources that it does not know is what it can pass
/// on.
///
/// `offered` are the pictures of the training split, from which every run makes its own choice.
///
/// # Errors
///
/// Teachers where none are wanted, and none where they are; one of other tiers, without judgements or
/// that learnt from what `valid` holds out; and a picture that no teacher held out.
pub(super) fn targets(
    config: &RunConfig,
    teachers: &[PathBuf],
    offered: &[Item],
    train: &[Item],
    valid: &[Item],
) -> Result<Vec<f32>> {
    let Some(distillation) = config.distillation else {
        ensure!(
            teachers.is_empty(),
            "`--teacher` is for runs with `distillation`"
        );
        return Ok(train.iter().map(|item| item.label.target()).collect());
    };
    ensure!(
        !teachers.is_empty(),
        "this run has `distillation`, which needs `--teacher`"
    );
    let paths: BTreeSet<&str> = valid.iter().map(|item| item.path.as_str()).collect();
    // Sum and number of the scores of a picture in a tier.
    let mut scores: BTreeMap<(String, usize), (f32, f32)> = BTreeMap::new();
    for folder in teachers {
        let name = || folder.display().to_string();
        let teacher = RunConfig::read(&folder.join("config.json"))?;
        ensure!(
            teacher.validation_tiers == config.validation_tiers,
            "{} was asked in other tiers than this run learns from",
            name()
        );
        let chosen = teacher.pictures.choose(offered.to_vec())?;
        let (learnt, held_out) = teacher.validation.split(chosen).with_context(name)?;
        let known = learnt
            .iter()
            .find(|item| paths.contains(item.path.as_str()));
        if let Some(item) = known {
            bail!(
                "{} learnt from {}, which this run holds out",
                name(),
                item.path
            );
        }
        let answers = held_out::kept(folder, &teacher, &held_out)?.with_context(|| {
            format!("{} does not say what it thinks of what it held out", name())
        })?;
        for (tier, answers) in answers.into_iter().enumerate() {
            for answer in answers {
                let path = held_out[answer.index].path.clone();
                let (sum, count) = scores.entry((path, tier)).or_default();
                *sum += sigmoid(answer.logit());
                *count += 1.0;
            }
        }
    }
    let tiers = config.validation_tiers.len();
    let mut targets = Vec::with_capacity(train.len() * tiers);
    for item in train {
        for tier in 0..tiers {
            let (sum, count) = scores
                .get(&(item.path.clone(), tier))
                .with_context(|| format!("no teacher held out {}", item.path))?;
            let label = item.label.target() * (1.0 - distillation.scores);
            targets.push(label + sum / count * distillation.scores);
        }
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::{Value, json};
    use spectrafide_report::{Delivery, Label};

    use super::*;
    use crate::data::items;
    use crate::measurement::logits::PictureLogits;
    use crate::training::checkpoint::RunFolder;

    /// A run that holds out these real and synthetic folders.
    fn run(folders: [&[&str]; 2], distillation: Option<f32>) -> RunConfig {
        let text = include_str!("../../configs/efficientnet_lite.quick.json");
        let mut value: Value = serde_json::from_str(text).expect("a run");
        value["pictures"] = json!({});
        value["validation_tiers"] = json!(["clean", "web"]);
        value["validation"] =
            json!({"kind": "folders", "real": folders[0], "synthetic": folders[1]});
        value["distillation"] = json!(distillation.map(|scores| json!({"scores": scores})));
        RunConfig::from_value(&value).expect("a run")
    }

    /// A picture of each of three real and three synthetic folders.
    fn pictures(folder: &Path) -> Vec<Item> {
        for source in ["a", "b", "c", "d", "e", "f"] {
            let class = if source < "d" { "real" } else { "synthetic" };
            let folder = folder.join("data").join(class).join(source);
            fs::create_dir_all(&folder).expect("made");
            fs::write(folder.join("0.png"), source).expect("written");
        }
        items::read(&folder.join("data"), |_| true).expect("items")
    }

    /// A teacher in `root` that holds these folders out and has a logit for each of them in each tier.
    fn teacher(
        root: &Path,
        name: &str,
        items: &[Item],
        folders: [&[&str]; 2],
        logits: [&[f32]; 2],
    ) -> PathBuf {
        let folder = root.join(name);
        let config = run(folders, None);
        let run = RunFolder::create(&folder).expect("a folder");
        let text = serde_json::to_vec(&config).expect("text");
        fs::write(run.file("config.json"), text).expect("written");
        fs::write(run.file("data.json"), "{}").expect("written");
        fs::write(run.best(), name).expect("written");
        let all = items.to_vec();
        let (_, held_out) = config.validation.split(all).expect("both classes");
        let tiers = logits.map(|logits| {
            let answer = |(index, &logit): (usize, &f32)| PictureLogits {
                index,
                views: vec![logit - 1.0, logit + 1.0],
                copy: Vec::new(),
                delivery: Delivery::Fine,
            };
            assert_eq!(logits.len(), held_out.len());
            logits.iter().enumerate().map(answer).collect()
        });
        held_out::keep(&run, &config, &held_out, tiers.into()).expect("kept");
        folder
    }

    #[test]
    fn a_probe_learns_what_teachers_say_of_pictures_that_they_held_out_as_well() {
        let root = tempfile::tempdir().expect("a folder");
        let items = pictures(root.path());
        let student = run([&["a"], &["d"]], Some(0.5));
        let (train, valid) = student
            .validation
            .split(items.clone())
            .expect("both classes");
        // Its score is 1 in single precision.
        let certain = 200.0;
        let first = teacher(
            root.path(),
            "first",
            &items,
            [&["a", "b"], &["d", "e"]],
            [&[9.0, 0.0, 9.0, certain], &[9.0, -certain, 9.0, 0.0]],
        );
        let second = teacher(
            root.path(),
            "second",
            &items,
            [&["a", "c"], &["d", "f"]],
            [&[9.0, 0.0, 9.0, 0.0], &[9.0, 0.0, 9.0, certain]],
        );
        let ask = |teachers: &[PathBuf]| targets(&student, teachers, &items, &train, &valid);
        let both = ask(&[first.clone(), second]).expect("targets");
        // Of b, c, e and f, clean and web: half of the label and half of the score.
        assert_eq!(both, [0.25, 0.0, 0.25, 0.25, 1.0, 0.75, 0.75, 1.0]);
        let one = ask(std::slice::from_ref(&first)).expect_err("nobody held out c");
        assert!(one.to_string().contains("real/c/0.png"), "{one}");
        let none = ask(&[]).expect_err("no teacher");
        assert!(none.to_string().contains("`--teacher`"), "{none}");
        let knows = teacher(
            root.path(),
            "knows",
            &items,
            [&["b"], &["d", "e"]],
            [&[0.0, 0.0, 0.0], &[0.0, 0.0, 0.0]],
        );
        let knows = ask(&[first, knows]).expect_err("it learnt from a");
        assert!(knows.to_string().contains("real/a/0.png"), "{knows}");
    }

    #[test]
    fn a_probe_without_teachers_learns_labels() {
        let root = tempfile::tempdir().expect("a folder");
        let items = pictures(root.path());
        let config = run([&["a"], &["d"]], None);
        let (train, valid) = config
            .validation
            .split(items.clone())
            .expect("both classes");
        let labels = targets(&config, &[], &items, &train, &valid).expect("labels");
        assert_eq!(labels, [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(Label::Synthetic.target(), 1.0);
        let teachers = [root.path().to_owned()];
        let error = targets(&config, &teachers, &items, &train, &valid).expect_err("not wanted");
        assert!(error.to_string().contains("`distillation`"), "{error}");
    }
}
