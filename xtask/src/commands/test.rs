//! `cargo xtask test`.

use anyhow::{Result, bail};
use clap::ValueEnum as _;

use crate::project::Project;
use crate::steps::{self, Step};

/// Everything that must pass before a change is merged.
///
/// Runs formatting, lints, native tests, documentation, browser tests (wasm-pack) and end-to-end
/// tests (a headless Chromium driven through chromedriver), all in the dev profile, and prints one
/// line per step at the end, with its time on the clock and on processors. All steps run even when
/// one fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave out the steps that need Chromium.
    #[arg(long)]
    skip_browser: bool,
    /// Run this step only; may be given several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
}

/// Runs the chosen steps.
///
/// # Errors
///
/// With the names of the steps that failed.
pub fn run(project: &Project, args: &Args) -> Result<()> {
    let steps = chosen(args);
    if steps.is_empty() {
        bail!("--only and --skip-browser together leave no step to run");
    }
    steps::run(project, &steps)
}

fn chosen(args: &Args) -> Vec<Step> {
    Step::value_variants()
        .iter()
        .copied()
        .filter(|step| args.only.is_empty() || args.only.contains(step))
        .filter(|step| !(args.skip_browser && step.needs_browser()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_of_check_are_part_of_test() {
        let all = chosen(&Args {
            skip_browser: false,
            only: Vec::new(),
        });
        assert_eq!(all.len(), Step::value_variants().len());
        assert!(Step::CHECK.iter().all(|step| all.contains(step)));
    }

    #[test]
    fn without_a_browser_the_other_steps_remain() {
        let args = Args {
            skip_browser: true,
            only: Vec::new(),
        };
        let steps = chosen(&args);
        assert!(steps.iter().all(|step| !step.needs_browser()));
        assert!(Step::CHECK.iter().all(|step| steps.contains(step)));
        assert!(steps.contains(&Step::Doc) && steps.contains(&Step::FuzzCheck));
    }

    #[test]
    fn only_selects_single_steps() {
        let args = Args {
            skip_browser: false,
            only: vec![Step::Unit, Step::Fmt],
        };
        assert_eq!(chosen(&args), [Step::Fmt, Step::Unit]);
    }
}
