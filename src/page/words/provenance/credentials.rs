//! Signed Content Credentials.

use spectrafide_provenance::credentials::{
    Action, Credentials, Identity, Ingredient, Manifest, Outcome, Status, Unanswered,
};

use super::{Row, capitalized, extent, known};

/// Why the questions are open; empty where the store was verified.
pub fn meaning(credentials: &Credentials) -> String {
    let unanswered = credentials.unanswered.as_ref();
    unanswered.map(Unanswered::words).unwrap_or_default()
}

/// What a style sheet tells apart: whether something was changed, and who answers for the rest.
pub fn state(credentials: &Credentials) -> &'static str {
    let answers = &credentials.answers;
    match credentials.unanswered {
        Some(Unanswered::Absent { .. }) => "absent",
        None if answers.are_tampered() => "broken",
        None if answers.are_vouched_for() => "trusted",
        None if answers.are_intact() => "unknown",
        Some(Unanswered::NotVerified { .. }) | None => "unverified",
    }
}

/// The four questions with their answers; none where nothing was verified.
pub fn answers(credentials: &Credentials) -> Vec<(&'static str, String)> {
    if credentials.unanswered.is_some() {
        return Vec::new();
    }
    let told = credentials.answers.told().into_iter();
    told.map(|(question, words)| (question.words(), words))
        .collect()
}

/// An identity besides the signer's.
pub fn identity(identity: &Identity) -> String {
    let name = identity.name.as_deref().unwrap_or("somebody");
    let at = identity
        .provider
        .as_ref()
        .map(|provider| format!(" ({provider})"));
    format!(
        "{name}{}; verified: {}",
        at.unwrap_or_default(),
        identity.verified.words()
    )
}

/// Who signed what and when, of the active manifest.
pub fn rows(credentials: &Credentials) -> Vec<Row> {
    let active = credentials.manifests.iter().find(|one| one.active);
    let mut rows = active.map(manifest_rows).unwrap_or_default();
    if let Some(by) = &credentials.verified_by {
        rows.push(("List of signers of", by.trust_list_date.clone()));
        let interim = by.interim_list_date.clone();
        rows.extend(interim.map(|date| ("Older list, frozen, of", date)));
        rows.push(("Rules of C2PA", by.specification.clone()));
    }
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
