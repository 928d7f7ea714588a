//! Every field as it stands in the file.

use leptos::prelude::*;
use spectrafide_provenance::finding::{Finding, Provenance};

use crate::page::components::facts::Facts;
use crate::page::words::provenance as words;

/// All findings with their places and fields, folded.
#[component]
pub fn RawFields(
    /// What was read.
    provenance: Provenance,
    /// Whether the place where the picture was taken is shown.
    location_shown: RwSignal<bool>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let hidden = provenance.clone().without_location();
    view! {
        <details class="numbers" data-testid="raw-fields" on:toggle=move |_| open.set(true)>
            <summary class="numbers__summary">"Every field in the file"</summary>
            // A file may hold thousands of fields: they are drawn when someone asks for them.
            {move || open.get().then(|| {
                let shown = if location_shown.get() { &provenance } else { &hidden };
                shown.findings.iter().map(raw_finding).collect_view()
            })}
        </details>
    }
}

fn raw_finding(finding: &Finding) -> impl IntoView + use<> {
    let rows: Vec<(String, String)> = finding
        .raw
        .iter()
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect();
    view! {
        <h4 class="card__subtitle">{words::kind(finding)}</h4>
        <p class="card__lead">
            {words::place(&finding.place)} "; " {finding.trust.words()}
        </p>
        <Facts rows />
    }
}
