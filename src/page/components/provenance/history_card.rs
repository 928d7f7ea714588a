//! How the file came to be as it is.

use leptos::prelude::*;

use crate::page::components::facts::Facts;
use crate::page::words::provenance::Row;

/// How it was last saved, with which programs, and what is wrong with it.
#[component]
pub fn HistoryCard(
    /// Labels and values.
    rows: Vec<Row>,
    /// The editing history, oldest first.
    steps: Vec<String>,
    /// What is damaged or in the wrong place.
    problems: Vec<String>,
) -> impl IntoView {
    let list = |title: &'static str, lines: Vec<String>| {
        (!lines.is_empty()).then(|| {
            let lines = lines
                .into_iter()
                .map(|line| view! { <li>{line}</li> })
                .collect_view();
            view! {
                <h4 class="card__subtitle">{title}</h4>
                <ul class="card__notes">{lines}</ul>
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="history-title" data-testid="history">
            <h3 id="history-title" class="card__title">"How it was saved"</h3>
            <Facts rows />
            {list("Editing history", steps)}
            {list("Not as it should be", problems)}
        </section>
    }
}
