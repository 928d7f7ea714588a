//! What can be the name of a camera, a lens or a program.

/// Longest name, in bytes. The longest of the cameras that exiftool's test files show is 42.
const MAX_NAME_BYTES: usize = 128;

/// Whether `text` is short, of one line and without the braces and labels of a generator's record:
/// what stands in `Make` is often a whole graph, and never a maker's name then.
pub(super) fn is_name(text: &str) -> bool {
    let labels = ["prompt:", "workflow:", "parameters:", "Negative prompt:"];
    let is_labelled = labels.iter().any(|label| {
        let start = text.get(..label.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(label))
    });
    text.len() <= MAX_NAME_BYTES && !text.contains(['{', '}', '\n', '\r']) && !is_labelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_and_programs_have_names_and_records_are_none() {
        for name in [
            "EASTMAN KODAK COMPANY",
            "<Digimax i50 MP3, Samsung #1 MP3>",
            "Adobe Photoshop 24.1 (20221029.m.1946 73a94a1)  (Macintosh)",
            "EF24-105mm f/4L IS USM",
        ] {
            assert!(is_name(name), "{name}");
        }
        for record in [
            r#"Prompt: {"3": {"inputs": {}}}"#,
            "workflow:",
            "PROMPT: a house",
            "a house\nSteps: 20, Sampler: Euler",
            &"a house, ".repeat(20),
        ] {
            assert!(!is_name(record), "{record}");
        }
    }
}
