//! The report as it is, for those who want to keep or compare it.

use leptos::prelude::*;

use super::copy_button::CopyButton;
use crate::browser::files;
use crate::page::state::Finished;

/// The report's JSON, folded, with ways to take it along.
#[component]
pub fn Numbers(
    /// The result.
    analysis: Finished,
) -> impl IntoView {
    // What is shown and passed on does not tell where somebody lives.
    let report = analysis.report.clone().without_location();
    let name = format!("{}.spectrafide.json", report.path);
    // A report is plain data, so this cannot fail; an empty text would say so.
    let json = StoredValue::new(serde_json::to_string_pretty(&report).unwrap_or_default());
    let told = RwSignal::new(String::new());
    let save = move |_| {
        if let Err(error) =
            json.with_value(|json| files::save_text(&name, json, "application/json"))
        {
            told.set(format!(
                "It could not be saved ({error}); copy the text instead."
            ));
        }
    };
    view! {
        <details class="numbers">
            <summary class="numbers__summary">"All numbers"</summary>
            <div class="numbers__actions">
                <CopyButton text=json told what="all numbers" />
                <button class="button button--small" on:click=save>"Download"</button>
                <p class="numbers__told" role="status" aria-live="polite">{told}</p>
            </div>
            <pre class="numbers__json" data-testid="report-json" tabindex="0">
                {json.get_value()}
            </pre>
        </details>
    }
}
