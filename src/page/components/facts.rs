//! A list of labels with their values.

use leptos::prelude::*;

/// One line for each label.
#[component]
pub fn Facts<L: IntoAny + 'static>(
    /// Labels and values.
    rows: Vec<(L, String)>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(label, value)| {
            view! { <div><dt>{label.into_any()}</dt><dd>{value}</dd></div> }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}
