//! Signed Content Credentials.

use spectrafide_provenance::credentials::{
    Action, Answer, Credentials, Identity, Issuer, Manifest, Outcome, Question, Status, Unanswered,
};

use super::chain::{self, Node};
use super::{Row, capitalized, known};

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The question.
    pub question: &'static str,
    /// What a style sheet tells apart: `good`, `bad` or `open`.
    pub state: &'static str,
    /// A sign for those who see it.
    pub mark: &'static str,
    /// The answer in a word or two.
    pub short: String,
    /// The answer in sentences.
    pub words: String,
}

/// The sentence on top; `sidecar` names the file beside the picture that the credentials stand in.
pub fn headline(credentials: &Credentials, sidecar: Option<&str>) -> String {
    match sidecar {
        Some(name) => credentials.headline_beside(name),
        None => credentials.headline(),
    }
}

/// Why the questions are open, and that a `sidecar` plays no part; empty where the store was verified
/// and does.
pub fn meaning(credentials: &Credentials, sidecar: Option<&str>) -> String {
    let unanswered = credentials.unanswered.as_ref().map(Unanswered::words);
    let is_left_out = sidecar.is_some() && credentials.answers.hash != Answer::Good;
    let left_out = is_left_out.then(|| "It does not count for the verdict.".to_owned());
    let sentences: Vec<String> = unanswered.into_iter().chain(left_out).collect();
    sentences.join(" ")
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
pub fn answers(credentials: &Credentials) -> Vec<Told> {
    if credentials.unanswered.is_some() {
        return Vec::new();
    }
    let answers = &credentials.answers;
    let told = answers.told().into_iter();
    told.map(|(question, words)| {
        let (state, short) = match question {
            Question::Hash => of_answer(answers.hash),
            Question::Signature => of_answer(answers.signature),
            Question::Issuer => of_issuer(answers.issuer),
            Question::Time => of_answer(answers.time),
            Question::Rule => ("open", "no"),
        };
        let mark = match state {
            "good" => "✓",
            "bad" => "✕",
            _ => "?",
        };
        Told {
            question: question.words(),
            state,
            mark,
            short: capitalized(short),
            words,
        }
    })
    .collect()
}

fn of_answer(answer: Answer) -> (&'static str, &'static str) {
    let state = match answer {
        Answer::Good => "good",
        Answer::Bad => "bad",
        Answer::Unknown | Answer::None => "open",
    };
    (state, answer.words())
}

/// That nobody vouches for a signer is not bad: most programs and cameras are on no list.
fn of_issuer(issuer: Issuer) -> (&'static str, &'static str) {
    match issuer {
        Issuer::Listed => ("good", "yes"),
        Issuer::Interim => ("open", "on an older one only"),
        Issuer::Unlisted | Issuer::Unknown | Issuer::None => ("open", issuer.words()),
    }
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

/// What the store was verified by.
pub fn verified_by(credentials: &Credentials) -> Vec<Row> {
    let Some(by) = &credentials.verified_by else {
        return Vec::new();
    };
    known([
        ("List of signers of", Some(by.trust_list_date.clone())),
        ("Older list, frozen, of", by.interim_list_date.clone()),
        ("Rules of C2PA", Some(by.specification.clone())),
        (
            "Applied by",
            Some(by.library.clone()).filter(|name| !name.is_empty()),
        ),
    ])
}

/// The checks of each manifest under its name.
pub fn checks(credentials: &Credentials) -> Vec<(String, Vec<String>)> {
    let checked = credentials.manifests.iter();
    let checked = checked.filter(|manifest| !manifest.statuses.is_empty());
    let checks = |one: &Manifest| {
        let statuses = one.statuses.iter().map(status).collect();
        (one.label.clone(), statuses)
    };
    checked.map(checks).collect()
}

/// Everything as text, to be taken along.
pub fn text(credentials: &Credentials, sidecar: Option<&str>, trees: &[Node]) -> String {
    let mut lines = vec![
        "Content Credentials".to_owned(),
        headline(credentials, sidecar),
        meaning(credentials, sidecar),
        String::new(),
    ];
    lines.extend(answers(credentials).into_iter().map(|told| {
        let Told {
            question,
            short,
            words,
            ..
        } = told;
        format!("{question} {short}. {words}")
    }));
    lines.push(String::new());
    lines.extend(chain::lines(trees, 0));
    for (manifest, checks) in checks(credentials) {
        lines.extend([String::new(), manifest]);
        lines.extend(checks);
    }
    let by = verified_by(credentials).into_iter();
    lines.push(String::new());
    lines.extend(by.map(|(label, value)| format!("{label} {value}")));
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n").trim().to_owned()
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

/// One result of the validation.
fn status(status: &Status) -> String {
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
mod tests;
