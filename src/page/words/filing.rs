//! Dossiers.

use spectrafide_evidence::{Dossier, Export};

/// What the buttons are for.
pub const LEAD: &str = "Every result with the file’s SHA-256, the time, the detector and what was not \
    checked. Drop the page or the lines here again to see whether they are as they were.";

/// The label of a button.
pub fn export(export: Export) -> &'static str {
    match export {
        Export::Html => "Page to print",
        Export::Jsonl => "JSON lines",
        Export::Csv => "Table (CSV)",
    }
}

/// How far an export is.
pub fn progress(number: usize, all: usize) -> String {
    format!("Reading file {number} of {all}…")
}

/// What was saved.
pub fn saved(name: &str, dossier: &Dossier) -> String {
    let count = dossier.entries().len();
    let files = if count == 1 { "file" } else { "files" };
    format!(
        "{name} has {count} {files}. Its last link is {}: keep it apart, and the file can be checked \
         against it.",
        dossier.last_link()
    )
}

/// Why nothing was saved.
pub fn not_saved(error: &str) -> String {
    format!("Nothing was saved. {error}")
}
