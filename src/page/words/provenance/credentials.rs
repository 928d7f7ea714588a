//! Signed Content Credentials.

use spectrafide_provenance::credentials::{
    Action, Credentials, CredentialsState, Ingredient, Manifest, Outcome, Status,
};

use super::{Row, capitalized, extent, known};

/// Whether the Content Credentials verify, as a headline.
pub fn headline(state: &CredentialsState) -> &'static str {
    match state {
        CredentialsState::Trusted => "Signed by a known signer, unchanged since",
        CredentialsState::UnknownIssuer => "Signed by an unknown signer, unchanged since",
        CredentialsState::Broken { .. } => "The signature does not verify",
        CredentialsState::NotVerified { .. } => "There are credentials, not verified",
        CredentialsState::Absent { .. } => "The file names credentials that it does not carry",
    }
}

/// What that means.
pub fn meaning(state: &CredentialsState) -> String {
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
pub fn rows(credentials: &Credentials) -> Vec<Row> {
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

#[cfg(test)]
mod tests {
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
}
