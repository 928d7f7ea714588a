//! What the file says, as a card.

use leptos::prelude::*;
use spectrafide_provenance::Provenance;

use crate::page::words::lead;

/// The strongest that it says, in a sentence or two.
#[component]
pub fn FileInShort(
    /// What was read.
    provenance: Provenance,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="in-file-title" data-testid="file-in-short">
            <h3 id="in-file-title" class="card__title">"The file"</h3>
            {lead::file(&provenance).into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
        </section>
    }
}
