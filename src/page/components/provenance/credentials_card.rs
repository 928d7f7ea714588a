//! Signed Content Credentials.

use leptos::prelude::*;
use spectrafide_provenance::credentials::Credentials;

use super::chain::Chain;
use crate::page::components::copy_button::CopyButton;
use crate::page::components::facts::Facts;
use crate::page::thumbnails::Thumbnails;
use crate::page::words::provenance::chain;
use crate::page::words::provenance::credentials::{self as words, Told};

/// What they come to in one sentence, the four answers, and what the picture was made from; the
/// checks are folded.
#[component]
pub fn CredentialsCard(
    /// The manifest store.
    credentials: Credentials,
    /// The name of the file beside the picture that it stands in.
    sidecar: Option<String>,
    /// The small pictures that it keeps.
    thumbnails: Thumbnails,
) -> impl IntoView {
    let sidecar = sidecar.as_deref();
    let state = words::state(&credentials);
    let headline = words::headline(&credentials, sidecar);
    let meaning = words::meaning(&credentials, sidecar);
    let answers = words::answers(&credentials);
    let trees = chain::trees(&credentials);
    let text = StoredValue::new(words::text(&credentials, sidecar, &trees));
    let told = RwSignal::new(String::new());
    view! {
        <section
            class="card card--wide"
            aria-label="Content Credentials"
            data-testid="credentials"
            data-state=state
        >
            <div class="card__head">
                <h3 class="card__title">"Content Credentials"</h3>
                <CopyButton text told what="Content Credentials" />
                <p class="numbers__told" role="status" aria-live="polite">{told}</p>
            </div>
            <p class="credentials__state" data-state=state data-testid="credentials-headline">
                {headline}
            </p>
            {(!meaning.is_empty()).then(|| view! { <p class="card__lead">{meaning}</p> })}
            {(!answers.is_empty()).then(|| view! { <Answers answers /> })}
            {(!trees.is_empty()).then(|| view! {
                <h4 class="card__subtitle">"How it came about, as they say"</h4>
                <Chain nodes=trees thumbnails />
            })}
            <Checks credentials />
        </section>
    }
}

/// The questions, each with a mark, a word and a sentence.
#[component]
fn Answers(
    /// The answers.
    answers: Vec<Told>,
) -> impl IntoView {
    let items = answers.into_iter().map(|told| {
        let Told {
            question,
            state,
            mark,
            short,
            words,
        } = told;
        view! {
            <li class="answer" data-testid="answer" data-answer=state>
                <span class="answer__mark" aria-hidden="true">{mark}</span>
                <div>
                    <p class="answer__question">
                        {question} " " <strong class="answer__short">{short}</strong>
                    </p>
                    <p class="answer__words">{words}</p>
                </div>
            </li>
        }
    });
    view! { <ul class="answers" role="list">{items.collect_view()}</ul> }
}

/// Every check by its code, and what was checked with, folded.
#[component]
fn Checks(
    /// The manifest store.
    credentials: Credentials,
) -> impl IntoView {
    let checks = words::checks(&credentials);
    let verified_by = words::verified_by(&credentials);
    let has_any = !(checks.is_empty() && verified_by.is_empty());
    has_any.then(|| {
        view! {
            <details class="credentials__checks">
                <summary>"Every check"</summary>
                {checks.into_iter().map(|(manifest, checks)| view! {
                    <p class="credentials__manifest">{manifest}</p>
                    <ul>
                        {checks.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                    </ul>
                }).collect_view()}
                <Facts rows=verified_by />
            </details>
        }
    })
}
