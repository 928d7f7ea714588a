//! A dossier as a table.

use spectrafide_report::Report;

use crate::dossier::{Dossier, Linked};
use crate::english;

/// The columns.
const COLUMNS: [&str; 23] = [
    "number",
    "name",
    "sha256",
    "bytes",
    "checked_at",
    "same_as",
    "outcome",
    "detector",
    "verdict",
    "score",
    "basis",
    "reasons",
    "error",
    "second_detector",
    "second_verdict",
    "second_score",
    "second_basis",
    "second_reasons",
    "second_error",
    "file_says",
    "not_checked",
    "link",
    "last_link",
];

/// Characters at the beginning of a cell by which spreadsheets know a formula, the wide forms that some
/// of them take for the same, and the mark itself.
const SUSPICIOUS: [char; 12] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', MARK,
];

/// What is put before such a cell. Spreadsheets show the rest as text.
const MARK: char = '\'';

/// The text of a cell of [`Dossier::csv`], without the mark against formulas.
///
/// ```
/// use spectrafide_evidence::cell_text;
///
/// assert_eq!(cell_text("'=1+1.jpg"), "=1+1.jpg");
/// assert_eq!(cell_text("''tis.jpg"), "'tis.jpg");
/// assert_eq!(cell_text("mast.jpg"), "mast.jpg");
/// ```
pub fn cell_text(cell: &str) -> &str {
    cell.strip_prefix(MARK).unwrap_or(cell)
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: String) -> String {
    // Some spreadsheets take leading spaces off.
    if text.trim_start_matches(' ').starts_with(SUSPICIOUS) {
        format!("{MARK}{text}")
    } else {
        text
    }
}

impl Dossier {
    /// The dossier as a table, a row for each file: RFC 4180 in UTF-8 without a mark of byte order,
    /// comma and CRLF, with a header. `last_link` is in every row; a dossier without entries is its
    /// header alone.
    ///
    /// A cell that a spreadsheet would take for a formula, because its first character other than a
    /// space is one of `= + - @`, their wide forms, a tab or a line's end, has an apostrophe before it.
    /// So has one that begins with an apostrophe: [`cell_text`] takes it off again.
    pub fn csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let last_link = self.last_link().to_string();
        let rows = self.linked().iter().map(|linked| row(linked, &last_link));
        let header = COLUMNS.map(str::to_owned);
        // Writing to memory does not fail, and all rows have as many cells as the header.
        let written = std::iter::once(header)
            .chain(rows)
            .try_for_each(|row| writer.write_record(row.map(cell)));
        debug_assert!(written.is_ok(), "{written:?}");
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}

fn row(linked: &Linked, last_link: &str) -> [String; COLUMNS.len()] {
    let entry = &linked.entry;
    let [detector, verdict, score, basis, reasons, error] = judged(entry.reports.first());
    let [
        second,
        second_verdict,
        second_score,
        second_basis,
        second_reasons,
        second_error,
    ] = judged(entry.reports.get(1));
    let undone = entry.checks.iter().filter(|check| !check.is_done());
    let undone: Vec<&str> = undone.map(|check| check.english()).collect();
    [
        entry.number.to_string(),
        entry.name.clone(),
        entry.sha256.to_string(),
        entry.bytes.to_string(),
        entry.checked_at.to_string(),
        entry.same_as.map_or_else(String::new, |n| n.to_string()),
        entry.outcome().english().to_owned(),
        detector,
        verdict,
        score,
        basis,
        reasons,
        error,
        second,
        second_verdict,
        second_score,
        second_basis,
        second_reasons,
        second_error,
        english::file_says(entry).join(" "),
        undone.join(" "),
        linked.link.to_string(),
        last_link.to_owned(),
    ]
}

/// Detector, verdict, score, basis, reasons and error.
fn judged(report: Option<&Report>) -> [String; 6] {
    let Some(report) = report else {
        return Default::default();
    };
    let reasons: Vec<String> = report
        .reasons
        .iter()
        .map(spectrafide_report::Reason::english)
        .collect();
    [
        report.detector.clone(),
        report.verdict.english().to_owned(),
        report
            .score
            .map_or_else(String::new, |score| score.value().to_string()),
        english::basis(report.basis).to_owned(),
        reasons.join(" "),
        report.error.clone().unwrap_or_default(),
    ]
}
