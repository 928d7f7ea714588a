//! What people read of what a file says about itself.

use spectrafide_provenance::credentials::{
    Action, Credentials, CredentialsState, Ingredient, Manifest, Outcome, Status,
};
use spectrafide_provenance::finding::{
    Capture, Compression, Declaration, EditStep, Editing, Extent, Finding, Generation, Place,
    Provenance, Thumbnail, What,
};

/// A label with its value.
pub type Row = (&'static str, String);

/// What the panel begins with.
pub fn lead(provenance: &Provenance) -> &'static str {
    if provenance.findings.is_empty() {
        "The file says nothing about where it comes from. That is no sign either way: most web \
         sites and messengers remove such notes."
    } else {
        "Notes in a file are claims. Most can be written by anyone and are lost when a picture is \
         passed on, so one that is missing shows nothing, and none of them makes a picture real."
    }
}

/// Where a finding stands.
pub fn place(place: &Place) -> String {
    format!(
        "{}, {} bytes at {}",
        place.container, place.length_bytes, place.offset_bytes
    )
}

/// Whether the Content Credentials verify, as a headline.
pub fn credentials_headline(state: &CredentialsState) -> &'static str {
    match state {
        CredentialsState::Trusted => "Signed by a known signer, unchanged since",
        CredentialsState::UnknownIssuer => "Signed by an unknown signer, unchanged since",
        CredentialsState::Broken { .. } => "The signature does not verify",
        CredentialsState::NotVerified { .. } => "There are credentials, not verified",
        CredentialsState::Absent { .. } => "The file names credentials that it does not carry",
    }
}

/// What that means.
pub fn credentials_meaning(state: &CredentialsState) -> String {
    match state {
        CredentialsState::Trusted => {
            "The signer is on the list of signers that this page carries. What they say about the \
             picture is theirs to answer for."
                .to_owned()
        }
        CredentialsState::UnknownIssuer => {
            "Anyone can make such a signature. It shows that the file was not changed since, and \
             nothing about who signed it."
                .to_owned()
        }
        CredentialsState::Broken { .. }
        | CredentialsState::NotVerified { .. }
        | CredentialsState::Absent { .. } => state.reason().unwrap_or_default(),
    }
}

/// Who signed what and when, of the active manifest.
pub fn credentials_rows(credentials: &Credentials) -> Vec<Row> {
    let active = credentials.manifests.iter().find(|one| one.active);
    let mut rows = active.map(manifest_rows).unwrap_or_default();
    rows.extend(
        credentials
            .trust_list_date
            .clone()
            .map(|date| ("List of signers of", date)),
    );
    rows
}

/// What one manifest says about itself.
pub fn manifest_rows(manifest: &Manifest) -> Vec<Row> {
    let Manifest {
        title,
        claim_generator,
        issuer,
        signer,
        signed_at,
        synthetic,
        ..
    } = manifest;
    known([
        ("Made by a model", synthetic.map(extent)),
        ("Signer", issuer.clone().or_else(|| signer.clone())),
        ("Signed at", signed_at.clone()),
        ("Program", claim_generator.clone()),
        ("Title", title.clone()),
    ])
}

fn extent(extent: Extent) -> String {
    match extent {
        Extent::Whole => "yes, all of it",
        Extent::Part => "yes, a part of it",
        Extent::Unclear => "by a program; how far is left open",
        Extent::None => "no, it says",
    }
    .to_owned()
}

/// One step of the history that a manifest tells.
pub fn action(action: &Action) -> String {
    let name = action
        .action
        .strip_prefix("c2pa.")
        .unwrap_or(&action.action)
        .replace(['.', '_'], " ");
    let mut text = capitalized(&name);
    let details = [
        action.software.as_ref().map(|name| format!("with {name}")),
        action
            .digital_source_type
            .as_ref()
            .map(|kind| format!("({kind})")),
        action.when.as_ref().map(|when| format!("at {when}")),
    ];
    for detail in details.into_iter().flatten() {
        text = format!("{text} {detail}");
    }
    match &action.description {
        Some(description) => format!("{text}: {description}"),
        None => text,
    }
}

/// Something that the picture was made from.
pub fn ingredient(ingredient: &Ingredient) -> String {
    let title = ingredient.title.as_deref().unwrap_or("untitled");
    let role = match ingredient.relationship.as_str() {
        "parentOf" => "the version before",
        "componentOf" => "put into the picture",
        "inputTo" => "shown to the program",
        other => other,
    };
    format!("{title} ({role})")
}

/// One result of the validation.
pub fn status(status: &Status) -> String {
    let outcome = match status.outcome {
        Outcome::Failure => "Fails",
        Outcome::Remark => "Note",
        Outcome::Success => "Holds",
    };
    match status.words() {
        Some(explanation) => format!("{outcome}: {} ({explanation})", status.code),
        None => format!("{outcome}: {}", status.code),
    }
}

/// Model, seed and settings of a generator's record; its prompts stand by themselves.
pub fn generation_rows(generation: &Generation) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = known([
        ("Model", generation.model.clone()),
        ("Seed", generation.seed.clone()),
    ])
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .collect();
    rows.extend(
        generation
            .settings
            .iter()
            .map(|field| (field.name.clone(), field.value.clone())),
    );
    rows
}

/// A label that says how far a model made the picture.
pub fn declaration_rows(declaration: &Declaration) -> Vec<Row> {
    known([
        ("Label", Some(declaration.standard.name().to_owned())),
        ("Says", Some(declaration.term.clone())),
        ("Made by a model", Some(extent(declaration.extent))),
        ("System", declaration.system.clone()),
    ])
}

/// The camera and its settings; the place only if it is `shown`.
pub fn capture_rows(capture: &Capture, shown: bool) -> Vec<Row> {
    let position = capture.position.map(|position| {
        if shown {
            format!(
                "{:.5}°, {:.5}°",
                position.latitude_degrees, position.longitude_degrees
            )
        } else {
            "in the file, not shown".to_owned()
        }
    });
    known([
        ("Maker", capture.make.clone()),
        ("Camera", capture.model.clone()),
        ("Lens", capture.lens.clone()),
        ("Taken", capture.taken_at.clone()),
        ("Exposure", capture.exposure_time.clone()),
        ("Aperture", capture.aperture.clone()),
        (
            "Sensitivity",
            capture.iso.as_ref().map(|iso| format!("ISO {iso}")),
        ),
        ("Focal length", capture.focal_length.clone()),
        ("Place (latitude, longitude)", position),
    ])
}

/// One step of an editing history.
pub fn edit_step(step: &EditStep) -> String {
    let software = step.software.as_ref().map(|name| format!(" with {name}"));
    let when = step.when.as_ref().map(|when| format!(" at {when}"));
    format!(
        "{}{}{}",
        capitalized(&step.action),
        software.unwrap_or_default(),
        when.unwrap_or_default()
    )
}

/// How the file was last saved and by what, of every finding about that.
pub fn history_rows(provenance: &Provenance) -> Vec<Row> {
    provenance
        .findings
        .iter()
        .flat_map(|finding| match &finding.what {
            What::Compression(compression) => compression_rows(compression),
            What::Editing(Editing { software, .. }) => known([("Program", software.clone())]),
            What::ColorProfile(profile) => {
                let name = profile.name.clone().or_else(|| profile.color_space.clone());
                known([("Colour profile", name)])
            }
            What::Thumbnail(thumbnail) => vec![("Small copy inside", thumbnail_words(thumbnail))],
            What::Dimensions(dimensions) => vec![(
                "Size",
                format!(
                    "{} × {}, which {} often make; photographs have it, too",
                    dimensions.width_px,
                    dimensions.height_px,
                    dimensions.typical_of.join(", ")
                ),
            )],
            _ => Vec::new(),
        })
        .collect()
}

fn compression_rows(compression: &Compression) -> Vec<Row> {
    let quality = compression.quality.map(|quality| {
        if compression.standard_tables {
            format!("{quality} of 100")
        } else {
            format!("about {quality} of 100, with tables of its own")
        }
    });
    let saved = if compression.progressive {
        format!("{}, in several passes", compression.codec)
    } else {
        compression.codec.clone()
    };
    known([
        ("Saved as", Some(saved)),
        ("Quality", quality),
        ("Colour resolution", compression.chroma_subsampling.clone()),
        ("Way of saving", compression.encoder.clone()),
        (
            "Saved before",
            compression
                .earlier
                .map(|earlier| format!("probably, as JPEG at about {} of 100", earlier.quality)),
        ),
    ])
}

fn thumbnail_words(thumbnail: &Thumbnail) -> String {
    let size = format!("{} × {}", thumbnail.width_px, thumbnail.height_px);
    match (thumbnail.disagrees, thumbnail.difference) {
        (true, _) => format!("{size}, and it shows something else than the picture"),
        (false, Some(_)) => format!("{size}, agrees with the picture"),
        (false, None) => size,
    }
}

/// The steps of all editing histories, oldest first.
pub fn edit_steps(provenance: &Provenance) -> Vec<String> {
    provenance
        .findings
        .iter()
        .filter_map(|finding| match &finding.what {
            What::Editing(editing) => Some(&editing.steps),
            _ => None,
        })
        .flatten()
        .map(edit_step)
        .collect()
}

/// What is damaged or in the wrong place.
pub fn problems(provenance: &Provenance) -> Vec<String> {
    provenance
        .findings
        .iter()
        .filter_map(|finding| match &finding.what {
            What::Problem(problem) => Some(problem.words()),
            _ => None,
        })
        .collect()
}

/// The kind of a finding, over its fields.
pub fn kind(finding: &Finding) -> &'static str {
    match &finding.what {
        What::Credentials(_) => "Content Credentials",
        What::Generation(_) => "Generator’s record",
        What::Declaration(_) => "Label",
        What::Capture(_) => "Camera",
        What::Editing(_) => "Programs",
        What::ColorProfile(_) => "Colour profile",
        What::Thumbnail(_) => "Small copy",
        What::Compression(_) => "Compression",
        What::Dimensions(_) => "Size",
        What::Problem(_) => "Problem",
    }
}

/// The rows that have a value.
fn known<const N: usize>(rows: [(&'static str, Option<String>); N]) -> Vec<Row> {
    rows.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::finding::Position;

    use super::*;

    #[test]
    fn an_action_reads_as_a_sentence() {
        let made = Action {
            action: "c2pa.color_adjustments".to_owned(),
            software: Some("Photo Lab".to_owned()),
            when: Some("2026-05-01".to_owned()),
            ..Action::default()
        };
        assert_eq!(
            action(&made),
            "Color adjustments with Photo Lab at 2026-05-01"
        );
    }

    #[test]
    fn a_place_is_shown_on_demand_only() {
        let capture = Capture {
            position: Some(Position {
                latitude_degrees: 48.858_37,
                longitude_degrees: 2.294_48,
            }),
            ..Capture::default()
        };
        let text = |shown| format!("{:?}", capture_rows(&capture, shown));
        assert!(!text(false).contains("48.8") && text(false).contains("not shown"));
        assert!(text(true).contains("48.85837°, 2.29448°"));
    }

    #[test]
    fn a_file_without_notes_is_not_called_suspicious() {
        let text = lead(&Provenance::default());
        assert!(text.contains("no sign either way"), "{text}");
    }

    #[test]
    fn tables_of_ones_own_make_the_quality_a_guess() {
        let compression = Compression {
            codec: "JPEG".to_owned(),
            quality: Some(92),
            ..Compression::default()
        };
        let rows = compression_rows(&compression);
        assert!(rows.contains(&(
            "Quality",
            "about 92 of 100, with tables of its own".to_owned()
        )));
    }
}
