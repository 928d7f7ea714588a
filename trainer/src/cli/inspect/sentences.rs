//! Findings in words.

use spectrafide_provenance::credentials::{Answer, Credentials, Manifest, Outcome, Question};
use spectrafide_provenance::finding::{
    Capture, Compression, Declaration, Editing, Field, Finding, Generation, Thumbnail,
};
use spectrafide_provenance::{Provenance, What, sidecar};

/// Longest value that is printed, in characters; `--json` has all of it.
const MAX_VALUE_CHARS: usize = 400;

/// The findings of a file, a paragraph each.
pub fn describe(path: &str, provenance: &Provenance) -> String {
    let mut lines = vec![path.to_owned()];
    if provenance.findings.is_empty() {
        lines.push(
            "  Nothing was found. That says nothing about where the picture is from.".to_owned(),
        );
    }
    for finding in &provenance.findings {
        let (title, fields) = words(finding);
        let place = &finding.place;
        lines.push(format!(
            "  {} ({}; {} at byte {})",
            shortened(&title),
            finding.trust.words(),
            shortened(&place.container),
            place.offset_bytes
        ));
        let fields = fields.iter();
        lines.extend(
            fields.map(|(name, value)| format!("    {}: {}", shortened(name), shortened(value))),
        );
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Control characters would let a file write to the terminal.
fn shortened(value: &str) -> String {
    let mut characters = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut text: String = characters.by_ref().take(MAX_VALUE_CHARS).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

type Fields = Vec<(String, String)>;

/// The names of the options that have a value.
fn given(fields: &[(&str, Option<&String>)]) -> Fields {
    fields
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.clone())))
        .collect()
}

fn words(finding: &Finding) -> (String, Fields) {
    match &finding.what {
        What::Credentials(credentials) => credentials_words(credentials, sidecar::name_in(finding)),
        What::Generation(generation) => generation_words(generation),
        What::Declaration(declaration) => declaration_words(declaration),
        What::Capture(capture) => ("Camera".to_owned(), capture_words(capture)),
        What::Editing(editing) => editing_words(editing),
        What::ColorProfile(profile) => (
            "Colour profile".to_owned(),
            given(&[
                ("name", profile.name.as_ref()),
                ("space", profile.color_space.as_ref()),
            ]),
        ),
        What::Thumbnail(thumbnail) => thumbnail_words(thumbnail),
        What::Compression(compression) => compression_words(compression),
        What::Dimensions(dimensions) => (
            format!(
                "{} × {} px, a size that generators favour",
                dimensions.width_px, dimensions.height_px
            ),
            vec![("typical of".to_owned(), dimensions.typical_of.join(", "))],
        ),
        What::Problem(problem) => (problem.words(), Vec::new()),
    }
}

/// `sidecar` names the file beside the picture that the credentials stand in.
fn credentials_words(credentials: &Credentials, sidecar: Option<&str>) -> (String, Fields) {
    let title = match sidecar {
        Some(name) => credentials.headline_beside(name),
        None => credentials.headline(),
    };
    let mut fields: Fields = credentials
        .manifests
        .iter()
        .flat_map(manifest_words)
        .collect();
    match &credentials.unanswered {
        Some(unanswered) => fields.push(("not answered".to_owned(), unanswered.words())),
        None => fields.extend(
            credentials
                .answers
                .told()
                .into_iter()
                .map(|(question, words)| {
                    let name = match question {
                        Question::Hash => "hash",
                        Question::Signature => "signature",
                        Question::Issuer => "issuer",
                        Question::Time => "time",
                        Question::Rule => "rules",
                    };
                    (name.to_owned(), words)
                }),
        ),
    }
    if sidecar.is_some() && credentials.answers.hash != Answer::Good {
        fields.push(("for the verdict".to_owned(), "does not count".to_owned()));
    }
    if let Some(by) = &credentials.verified_by {
        fields.extend(given(&[
            ("trust list of", Some(&by.trust_list_date)),
            ("older list of", by.interim_list_date.as_ref()),
            ("rules of C2PA", Some(&by.specification)),
            ("applied by", Some(&by.library)),
        ]));
    }
    (title, fields)
}

fn manifest_words(manifest: &Manifest) -> Fields {
    let kind = if manifest.active {
        "manifest"
    } else {
        "manifest of an ingredient"
    };
    let mut fields = vec![(kind.to_owned(), manifest.label.clone())];
    fields.extend(given(&[
        ("title", manifest.title.as_ref()),
        ("claim generator", manifest.claim_generator.as_ref()),
        ("issuer", manifest.issuer.as_ref()),
        ("signer", manifest.signer.as_ref()),
        ("signed at", manifest.signed_at.as_ref()),
    ]));
    if let Some(synthetic) = manifest.synthetic {
        fields.push(("says".to_owned(), synthetic.words().to_owned()));
    }
    for action in &manifest.actions {
        let parts = [&action.software, &action.digital_source_type, &action.when];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        fields.push((
            "action".to_owned(),
            format!("{} {}", action.action, parts.join(", ")),
        ));
    }
    for ingredient in &manifest.ingredients {
        let title = ingredient.title.as_deref().unwrap_or("without a title");
        fields.push((
            "ingredient".to_owned(),
            format!("{title} ({})", ingredient.relationship),
        ));
    }
    for status in manifest
        .statuses
        .iter()
        .filter(|status| status.outcome == Outcome::Failure)
    {
        fields.push(("failure".to_owned(), status.code.clone()));
    }
    fields
}

fn generation_words(generation: &Generation) -> (String, Fields) {
    let tool = generation.tool.name();
    let mut fields = given(&[
        ("prompt", generation.prompt.as_ref()),
        ("negative prompt", generation.negative_prompt.as_ref()),
        ("model", generation.model.as_ref()),
        ("seed", generation.seed.as_ref()),
    ]);
    let settings = generation.settings.iter();
    fields.extend(settings.map(|Field { name, value }| (name.clone(), value.clone())));
    (
        format!("Record of a generator, as {tool} writes it"),
        fields,
    )
}

fn declaration_words(declaration: &Declaration) -> (String, Fields) {
    let standard = declaration.standard.name();
    let mut fields = vec![
        ("term".to_owned(), declaration.term.clone()),
        ("says".to_owned(), declaration.extent.words().to_owned()),
    ];
    fields.extend(given(&[("system", declaration.system.as_ref())]));
    (format!("Label: {standard}"), fields)
}

fn capture_words(capture: &Capture) -> Fields {
    let mut fields = given(&[
        ("maker", capture.make.as_ref()),
        ("model", capture.model.as_ref()),
        ("lens", capture.lens.as_ref()),
        ("taken", capture.taken_at.as_ref()),
        ("exposure", capture.exposure_time.as_ref()),
        ("aperture", capture.aperture.as_ref()),
        ("ISO", capture.iso.as_ref()),
        ("focal length", capture.focal_length.as_ref()),
    ]);
    if let Some(position) = capture.position {
        fields.push((
            "position".to_owned(),
            format!(
                "{:.5}°, {:.5}°",
                position.latitude_degrees, position.longitude_degrees
            ),
        ));
    }
    fields
}

fn editing_words(editing: &Editing) -> (String, Fields) {
    let mut fields = given(&[("written by", editing.software.as_ref())]);
    for step in &editing.steps {
        let parts = [
            Some(&step.action),
            step.software.as_ref(),
            step.when.as_ref(),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        fields.push(("step".to_owned(), parts.join(", ")));
    }
    ("Programs".to_owned(), fields)
}

fn thumbnail_words(thumbnail: &Thumbnail) -> (String, Fields) {
    let mut fields = vec![(
        "size".to_owned(),
        format!("{} × {} px", thumbnail.width_px, thumbnail.height_px),
    )];
    if let Some(difference) = thumbnail.difference {
        fields.push((
            "difference".to_owned(),
            format!("{:.1} %", 100.0 * difference),
        ));
    }
    let title = if thumbnail.disagrees {
        "Thumbnail that shows another picture"
    } else {
        "Thumbnail"
    };
    (title.to_owned(), fields)
}

fn compression_words(compression: &Compression) -> (String, Fields) {
    let mut fields = Vec::new();
    if let Some(quality) = compression.quality {
        let tables = if compression.standard_tables {
            "standard"
        } else {
            "own"
        };
        fields.push(("quality".to_owned(), format!("{quality} ({tables} tables)")));
    }
    fields.extend(given(&[
        (
            "chroma subsampling",
            compression.chroma_subsampling.as_ref(),
        ),
        ("encoder", compression.encoder.as_ref()),
    ]));
    if compression.progressive {
        fields.push(("progressive".to_owned(), "yes".to_owned()));
    }
    if let Some(earlier) = compression.earlier {
        fields.push((
            "compressed before".to_owned(),
            format!("at quality {}", earlier.quality),
        ));
    }
    (format!("Last saved as {}", compression.codec), fields)
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::finding::Place;

    use super::*;
    use spectrafide_provenance::Trust;
    use spectrafide_provenance::finding::Tool;

    #[test]
    fn a_file_cannot_write_to_the_terminal() {
        let finding = Finding {
            what: What::Generation(Generation {
                tool: Tool::Other,
                prompt: Some("a\u{1b}[2Jb\nc".to_owned()),
                negative_prompt: None,
                model: None,
                seed: None,
                settings: vec![Field::new("na\u{7}me", "x".repeat(500))],
            }),
            place: Place::default(),
            trust: Trust::UnsignedClaim,
            raw: Vec::new(),
        };

        let text = describe(
            "a.png",
            &Provenance {
                findings: vec![finding],
            },
        );

        let lines: Vec<_> = text.lines().collect();
        assert!(lines[1].contains("not signed"), "{text}");
        assert_eq!(lines[2], "    prompt: a [2Jb c");
        assert_eq!(
            lines[3],
            format!("    na me: {}…", "x".repeat(MAX_VALUE_CHARS))
        );
        assert_eq!(lines.len(), 4);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    }
}
