//! Results to be kept, and dossiers that were brought back.

use leptos::prelude::*;
use spectrafide_evidence::Export;

use super::fold::Fold;
use crate::page::session::Session;
use crate::page::state::Queue;
use crate::page::words::filing as words;

/// Ways to save all results, folded.
#[component]
pub fn Keep(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let has_results = Memo::new(move |_| session.queue.with(Queue::settled) > 0);
    let is_busy = Memo::new(move |_| session.filed.with(|filed| filed.is_busy));
    let said = move || session.filed.with(|filed| filed.said.clone());
    view! {
        <Show when=move || has_results.get()>
            <Fold title="Keep the results" name="keep" large=true>
                <p class="card__lead">{words::LEAD}</p>
                <div class="notice__actions">
                    {Export::ALL.map(|export| view! {
                        <button
                            class="button button--small"
                            data-testid=format!("export-{}", export.end())
                            prop:disabled=is_busy
                            on:click=move |_| session.export(export)
                        >
                            {words::export(export)}
                        </button>
                    })}
                </div>
                <p class="keep__said" role="status" aria-live="polite" data-testid="export-said">
                    {said}
                </p>
            </Fold>
        </Show>
    }
}

/// What is known of dossiers that were brought back.
#[component]
pub fn Checked(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let checked = Memo::new(move |_| session.filed.with(|filed| filed.checked.clone()));
    let one = |(name, said): (String, Result<Vec<String>, String>)| {
        let fits = said.is_ok();
        let sentences = said.unwrap_or_else(|error| vec![error]);
        view! {
            <section
                class="notice"
                class:notice--open=fits
                class:notice--error=!fits
                data-testid="checked-dossier"
            >
                <p class="verdict__rate">{name}</p>
                {sentences.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
            </section>
        }
    };
    view! {
        // There before its content, so that what comes into it is read out.
        <div class="spares" role="status" aria-live="polite">
            {move || checked.get().into_iter().map(one).collect_view()}
            <Show when=move || !checked.read().is_empty()>
                <button class="button button--small" on:click=move |_| session.forget_checked()>
                    "Close"
                </button>
            </Show>
        </div>
    }
}
