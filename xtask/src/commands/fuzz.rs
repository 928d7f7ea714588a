//! `cargo xtask fuzz`.

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::{process, tools};

/// Largest allocation that a target may ask for, in MiB, and most memory of the process. The
/// sanitizer and the coverage tables take the most of the second; what reading itself holds at once
/// is measured by the test `hostile`.
fn memory_mib(target: &str) -> [u32; 2] {
    match target {
        // Decoders may take what 64 megapixels need.
        "decode" => [640, 2048],
        _ => [64, 512],
    }
}

/// Longest time for one input, in seconds.
const MAX_INPUT_SECONDS: u32 = 2;
/// Longest input, in bytes.
const MAX_INPUT_BYTES: u32 = 256 << 10;

/// Feeds damaged files to everything that reads untrusted bytes, each target for a short time.
///
/// Needs a nightly Rust and a C++ compiler; installs cargo-fuzz below the target folder. The
/// inputs start from files made in code and, where `SPECTRAFIDE_DATA` names the folder with
/// `fixtures.zip`, from those of it. What is found stays below `target/fuzz`, so that a later run
/// goes on from there. A failure prints the path of the input that caused it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Seconds for each target.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Run this target only; may be given several times.
    #[arg(long, value_name = "TARGET")]
    only: Vec<String>,
}

/// Runs the chosen targets, all of them even when one fails.
///
/// # Errors
///
/// Where a target fails or does not exist, or a tool is missing.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    tools::ensure_nightly(project)?;
    let path = tools::path_with(&[&tools::cargo_fuzz(project)?])?;
    let targets = chosen(targets(project)?, &args.only)?;
    let folder = project.target.join("fuzz");
    let corpus = folder.join("corpus");
    process::run(
        project
            .cargo(&[
                "run",
                "--package=spectrafide-provenance",
                "--example=fuzz_seeds",
            ])
            .arg(&corpus),
    )?;
    let mut failed = Vec::new();
    for target in targets {
        println!("\n==> {target}");
        let (inputs, artifacts) = (corpus.join(&target), folder.join("artifacts").join(&target));
        for folder in [&inputs, &artifacts] {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("could not create {}", folder.display()))?;
        }
        let [allocation, memory] = memory_mib(&target);
        let mut command = project.command("rustup", &["run", "nightly", "cargo", "fuzz", "run"]);
        command
            .arg("--target-dir")
            .arg(&folder)
            // Only the target of that name has a cargo feature.
            .args((target == "card").then_some("--features=card"))
            .arg(&target)
            .arg(&inputs)
            .arg("--")
            .arg(format!("-max_total_time={}", args.seconds))
            .arg(format!("-timeout={MAX_INPUT_SECONDS}"))
            .arg(format!("-max_len={MAX_INPUT_BYTES}"))
            .arg(format!("-malloc_limit_mb={allocation}"))
            .arg(format!("-rss_limit_mb={memory}"))
            // With the separator at the end, or libFuzzer takes it for the start of a name.
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg("-print_final_stats=1")
            // What the sanitizer keeps back after it was freed counts as memory.
            .env("ASAN_OPTIONS", "quarantine_size_mb=16")
            .env("PATH", &path);
        if let Err(error) = process::run(&mut command) {
            println!("==> {target} FAILED: {error:#}");
            failed.push(target);
        }
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// The names of all targets.
fn targets(project: &Project) -> Result<Vec<String>> {
    let folder = project.root.join("fuzz/fuzz_targets");
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("could not read {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if let Some(name) = path.file_stem() {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn chosen(all: Vec<String>, only: &[String]) -> Result<Vec<String>> {
    if let Some(unknown) = only.iter().find(|name| !all.contains(name)) {
        bail!(
            "there is no target `{unknown}`; there are: {}",
            all.join(", ")
        );
    }
    let is_chosen = |name: &String| only.is_empty() || only.contains(name);
    Ok(all.into_iter().filter(is_chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn without_a_choice_all_targets_run() {
        let all = names(&["exif", "png"]);
        assert_eq!(chosen(all.clone(), &[]).unwrap(), all);
        assert_eq!(chosen(all, &names(&["png"])).unwrap(), names(&["png"]));
    }

    #[test]
    fn an_unknown_target_is_an_error_that_lists_those_there_are() {
        let error = chosen(names(&["exif", "png"]), &names(&["jpg"])).unwrap_err();
        assert!(error.to_string().contains("exif, png"), "{error}");
    }

    /// Cargo builds what `fuzz/Cargo.toml` names; a file that it lacks would never run.
    #[test]
    fn every_target_is_in_the_manifest() {
        let project = Project::locate().unwrap();
        let manifest = std::fs::read_to_string(project.root.join("fuzz/Cargo.toml")).unwrap();
        let targets = targets(&project).unwrap();
        assert!(!targets.is_empty());
        for target in targets {
            let path = format!("path = \"fuzz_targets/{target}.rs\"");
            assert!(manifest.contains(&path), "{target}");
        }
    }
}
