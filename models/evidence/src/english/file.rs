//! What a file says about itself, in short.

use spectrafide_provenance::finding::{Capture, Editing, Generation};
use spectrafide_provenance::{Finding, Provenance, What, sidecar};

use crate::entry::Entry;

/// Longest text of a file that is shown in a sentence, in characters.
const MAX_CHARS: usize = 120;

/// What the file of `entry` says about itself, a sentence each; what was measured in it is left out.
pub fn file_says(entry: &Entry) -> Vec<String> {
    let mut provenances = entry
        .reports
        .iter()
        .filter_map(|report| report.provenance.as_ref());
    match provenances.next() {
        None => Vec::new(),
        Some(provenance) => sentences(provenance),
    }
}

fn sentences(provenance: &Provenance) -> Vec<String> {
    let said: Vec<String> = provenance.findings.iter().filter_map(sentence).collect();
    if said.is_empty() {
        return vec!["The file says nothing about how the picture was made.".to_owned()];
    }
    said
}

fn sentence(finding: &Finding) -> Option<String> {
    match &finding.what {
        What::Credentials(credentials) => Some(match sidecar::name_in(finding) {
            Some(name) => credentials.headline_beside(&shown(name)),
            None => credentials.headline(),
        }),
        What::Generation(generation) => Some(generated(generation)),
        What::Declaration(declaration) => Some(format!(
            "A label says “{}” ({}); not signed.",
            shown(&declaration.term),
            declaration.standard.name()
        )),
        What::Capture(capture) => taken(capture),
        What::Editing(editing) => edited(editing),
        What::Problem(problem) => Some(problem.words()),
        What::ColorProfile(_) | What::Thumbnail(_) | What::Compression(_) | What::Dimensions(_) => {
            None
        }
    }
}

fn generated(generation: &Generation) -> String {
    let model = generation.model.as_deref().map(shown);
    let model = model.map_or_else(String::new, |model| format!(" with “{model}”"));
    format!(
        "A record as of {} says how a picture was made{model}; not signed.",
        generation.tool.name()
    )
}

fn taken(capture: &Capture) -> Option<String> {
    let camera: Vec<String> = [&capture.make, &capture.model]
        .into_iter()
        .flatten()
        .map(|text| shown(text))
        .collect();
    let camera = camera.join(" ");
    let when = capture.taken_at.as_deref().map(shown);
    let says = match (camera.is_empty(), when) {
        (true, None) => return None,
        (true, Some(when)) => format!("the time “{when}”"),
        (false, None) => format!("the camera “{camera}”"),
        (false, Some(when)) => format!("the camera “{camera}” and the time “{when}”"),
    };
    Some(format!("Its camera data name {says}; not signed."))
}

fn edited(editing: &Editing) -> Option<String> {
    let software = editing.software.as_deref().map(shown)?;
    Some(format!(
        "It names “{software}” as the program that wrote it; not signed."
    ))
}

/// A text of a file, which may hold anything, as it can stand in a sentence.
fn shown(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !c.is_control() && !turns_text(c))
        .take(MAX_CHARS + 1)
        .collect();
    if plain.chars().count() <= MAX_CHARS {
        return plain.trim().to_owned();
    }
    let kept: String = plain.chars().take(MAX_CHARS).collect();
    format!("{}…", kept.trim())
}

/// Marks that are not seen and turn the direction of the text, and of the sentence with it.
pub(crate) fn turns_text(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_provenance::Trust;
    use spectrafide_provenance::finding::{Place, Tool};

    fn finding(what: What) -> Finding {
        Finding {
            what,
            place: Place::default(),
            trust: Trust::UnsignedClaim,
            raw: Vec::new(),
        }
    }

    #[test]
    fn a_file_that_says_nothing_is_told_as_that() {
        let said = sentences(&Provenance::default());
        assert_eq!(
            said,
            ["The file says nothing about how the picture was made."]
        );
    }

    #[test]
    fn what_nobody_signed_is_told_so() {
        let camera = Capture {
            make: Some("Canon".to_owned()),
            model: Some("EOS\u{202e} R5\n".to_owned()),
            ..Capture::default()
        };
        let record = Generation {
            tool: Tool::ComfyUi,
            prompt: None,
            negative_prompt: None,
            model: Some("x".repeat(500)),
            seed: None,
            settings: Vec::new(),
        };
        let said = sentences(&Provenance {
            findings: vec![
                finding(What::Capture(Box::new(camera))),
                finding(What::Generation(record)),
            ],
        });
        assert_eq!(
            said[0],
            "Its camera data name the camera “Canon EOS R5”; not signed."
        );
        assert!(said[1].contains("ComfyUI") && said[1].ends_with("; not signed."));
        assert!(said[1].chars().count() < 250, "{}", said[1]);
    }
}
