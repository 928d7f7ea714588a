//! What the study of a detector's explanations came to, as a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use spectrafide_models::explain::{Method, Told};
use spectrafide_models::judge::Effort;
use spectrafide_report::Label;

use super::measuring::{Chance, Measure, Worth};
use crate::whole_file;

/// What the study came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What was asked.
    pub asked: Asked,
    /// What the methods were told.
    pub methods: BTreeMap<Method, Told>,
    /// The pictures that are done, in the order of their paths.
    pub pictures: Vec<Studied>,
    /// Paths of those without a score, and why.
    pub left_out: BTreeMap<String, String>,
}

/// What decides the figures beside the methods' settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The detector, `architecture.tag`.
    pub detector: String,
    /// SHA-256 of its weights.
    pub weights_sha256: String,
    /// Names of the data sets, with `+` between them.
    pub data: String,
    /// Pictures that were chosen.
    pub pictures: usize,
    /// How much of each was looked at.
    pub effort: Effort,
    /// How maps were measured.
    pub measure: Measure,
    /// The kind of device, which the times are of.
    pub device: String,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Studied {
    /// Its path in the data.
    pub path: String,
    /// Its class.
    pub label: Label,
    /// The detector's score.
    pub score: f64,
    /// What maps that know nothing come to.
    pub chance: Chance,
    /// What those of the methods come to.
    pub methods: BTreeMap<Method, Worth>,
}

impl Outcome {
    /// Writes it to `file`, a line for each picture; the file has all of it or what it had before.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let lines = |rows: &[Studied]| -> Result<String> {
            let rows: Vec<String> = rows
                .iter()
                .map(serde_json::to_string)
                .collect::<Result<_, _>>()?;
            Ok(rows.join(",\n"))
        };
        let text = format!(
            "{{\n\"asked\": {},\n\"methods\": {},\n\"pictures\": [\n{}\n],\n\"left_out\": {}\n}}\n",
            serde_json::to_string(&self.asked)?,
            serde_json::to_string(&self.methods)?,
            lines(&self.pictures)?,
            serde_json::to_string_pretty(&self.left_out)?,
        );
        whole_file::write(file, text)
    }

    /// Reads `file`.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or is of another form.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", file.display()))
    }
}
