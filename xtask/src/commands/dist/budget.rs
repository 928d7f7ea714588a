//! What the programs may cost to download.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::sizes::Sizes;

/// Where the budget lies, below the repository root.
const FILE: &str = "xtask/wasm-budget.json";

/// The most that the WebAssembly of each program may take.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Budget {
    programs: BTreeMap<String, Limit>,
}

/// The most that one program may take, in bytes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    raw: usize,
    brotli: usize,
}

impl Budget {
    /// Reads the committed budget.
    ///
    /// # Errors
    ///
    /// Where the file is missing or holds something else.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        let text = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        serde_json::from_slice(&text).with_context(|| format!("{FILE} does not hold a budget"))
    }

    /// Compares the sizes of all programs with the budget.
    ///
    /// # Errors
    ///
    /// Names the programs that are over it or not in it, and those of it that do not exist.
    pub fn check(&self, sizes: &Sizes) -> Result<()> {
        let mut faults = Vec::new();
        let program = |name: &str| {
            Some(
                name.strip_prefix("pkg/")?
                    .strip_suffix("_bg.wasm")?
                    .to_owned(),
            )
        };
        let mut missing: Vec<&String> = self.programs.keys().collect();
        for (name, size) in &sizes.files {
            let Some(program) = program(name) else {
                continue;
            };
            let Some(limit) = self.programs.get(&program) else {
                faults.push(format!("{program} has no budget in {FILE}"));
                continue;
            };
            missing.retain(|name| **name != program);
            for (what, is, most) in [
                ("bytes", size.raw, limit.raw),
                ("bytes with brotli", size.brotli, limit.brotli),
            ] {
                if is > most {
                    faults.push(format!("{program} takes {is} {what}, and may take {most}"));
                }
            }
        }
        faults.extend(
            missing
                .iter()
                .map(|name| format!("{FILE} names {name}, which was not built")),
        );
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::BINARIES;
    use crate::commands::dist::sizes::Size;
    use crate::project::Project;

    fn budget(json: &str) -> Budget {
        serde_json::from_str(json).unwrap()
    }

    fn sizes(name: &str, raw: usize, brotli: usize) -> Sizes {
        let mut sizes = Sizes::default();
        let size = Size {
            brotli,
            ..Size::uncompressed(raw)
        };
        sizes.files.insert(format!("pkg/{name}_bg.wasm"), size);
        sizes
            .files
            .insert("pkg/page.js".to_owned(), Size::uncompressed(1_000_000));
        sizes
    }

    #[test]
    fn a_program_may_be_as_large_as_its_budget_and_no_larger() {
        let budget = budget(r#"{"page": {"raw": 100, "brotli": 20}}"#);
        budget.check(&sizes("page", 100, 20)).unwrap();
        let error = budget
            .check(&sizes("page", 101, 20))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("page") && error.contains("101") && error.contains("100"),
            "{error}"
        );
        let error = budget
            .check(&sizes("page", 99, 21))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("21 bytes with brotli") && error.contains("20"),
            "{error}"
        );
        assert!(!error.contains("99"), "{error}");
    }

    #[test]
    fn programs_and_budgets_belong_together() {
        let budget = budget(r#"{"page": {"raw": 100, "brotli": 20}}"#);
        let error = budget
            .check(&sizes("worker", 1, 1))
            .unwrap_err()
            .to_string();
        assert!(error.contains("worker has no budget"), "{error}");
        assert!(error.contains("names page, which was not built"), "{error}");
    }

    #[test]
    fn the_committed_budget_is_that_of_the_programs_there_are() {
        let budget = Budget::read(&Project::locate().unwrap().root).unwrap();
        let mut names = BINARIES.map(|binary| binary.name);
        names.sort_unstable();
        assert!(budget.programs.keys().eq(&names));
        assert!(
            budget
                .programs
                .values()
                .all(|limit| limit.brotli < limit.raw)
        );
    }
}
