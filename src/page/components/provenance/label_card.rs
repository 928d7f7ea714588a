//! A standard label that says how far a model made the picture.

use leptos::prelude::*;
use spectrafide_provenance::finding::{Declaration, Trust};

use crate::page::components::facts::Facts;
use crate::page::words::provenance::marks;

/// What the label says and whose it is.
#[component]
pub fn LabelCard(
    /// The label.
    declaration: Declaration,
    /// How far it can be trusted.
    trust: Trust,
) -> impl IntoView {
    let title = format!("AI label ({})", trust.words());
    view! {
        <section class="card" aria-label=title.clone() data-testid="label">
            <h3 class="card__title">{title.clone()}</h3>
            <Facts rows=marks::declaration_rows(&declaration) />
        </section>
    }
}
