//! Signed Content Credentials.

use leptos::prelude::*;
use spectrafide_provenance::credentials::{Credentials, Manifest};

use crate::page::components::facts::Facts;
use crate::page::words::provenance::credentials as words;

/// Whether they verify, who signed what, and the chain of what the picture was made from.
#[component]
pub fn CredentialsCard(
    /// The manifest store.
    credentials: Credentials,
) -> impl IntoView {
    let state = words::state(&credentials);
    let headline = credentials.headline();
    let meaning = words::meaning(&credentials);
    let answers = words::answers(&credentials);
    let rows = words::rows(&credentials);
    let (active, others): (Vec<Manifest>, Vec<Manifest>) = credentials
        .manifests
        .into_iter()
        .partition(|one| one.active);
    view! {
        <section
            class="card card--wide"
            aria-labelledby="credentials-title"
            data-testid="credentials"
            data-state=state
        >
            <h3 id="credentials-title" class="card__title">"Content Credentials"</h3>
            <p class="credentials__state" data-state=state>
                {headline}
            </p>
            {(!meaning.is_empty()).then(|| view! { <p class="card__lead">{meaning}</p> })}
            <dl class="credentials__answers">
                {answers.into_iter().map(|(question, answer)| view! {
                    <dt>{question}</dt>
                    <dd>{answer}</dd>
                }).collect_view()}
            </dl>
            <Facts rows />
            {active.into_iter().map(|manifest| view! { <History manifest /> }).collect_view()}
            {(!others.is_empty()).then(|| view! {
                <h4 class="card__subtitle">"Made from pictures with credentials of their own"</h4>
                <ol class="credentials__chain">
                    {others.into_iter().map(|manifest| view! {
                        <li>
                            <Facts rows=words::manifest_rows(&manifest) />
                            <History manifest />
                        </li>
                    }).collect_view()}
                </ol>
            })}
        </section>
    }
}

/// Actions, ingredients and validation results of one manifest.
#[component]
fn History(
    /// The manifest.
    manifest: Manifest,
) -> impl IntoView {
    let actions: Vec<String> = manifest.actions.iter().map(words::action).collect();
    let ingredients = manifest.ingredients.iter().map(words::ingredient);
    let ingredients: Vec<String> = ingredients.collect();
    let identities = manifest.identities.iter().map(words::identity).collect();
    let statuses: Vec<String> = manifest.statuses.iter().map(words::status).collect();
    view! {
        {titled_list("What was done", actions)}
        {titled_list("Made from", ingredients)}
        {titled_list("Says to stand behind it", identities)}
        {(!statuses.is_empty()).then(|| view! {
            <details class="credentials__checks">
                <summary>"Checks"</summary>
                <ul>{items(statuses)}</ul>
            </details>
        })}
    }
}

fn titled_list(title: &'static str, lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <div class="credentials__list">
                <h4 class="card__subtitle">{title}</h4>
                <ul>{items(lines)}</ul>
            </div>
        }
    })
}

fn items(lines: Vec<String>) -> impl IntoView {
    lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view()
}
