//! The report as it is, for those who want to keep or compare it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files;
use crate::ui::state::Finished;

/// The report's JSON, folded, with ways to take it along.
#[component]
pub fn Numbers(
    /// The result.
    analysis: Finished,
) -> impl IntoView {
    let report = &analysis.report;
    let name = format!("{}.spectrafide.json", report.path);
    // A report is plain data, so this cannot fail; an empty text would say so.
    let json = StoredValue::new(serde_json::to_string_pretty(report).unwrap_or_default());
    let told = RwSignal::new(String::new());
    let copy = move |_| {
        spawn_local(async move {
            let done = files::copy_text(&json.get_value()).await;
            told.set(match done {
                Ok(()) => "Copied.".to_owned(),
                Err(error) => format!("It could not be copied ({error}); select the text instead."),
            });
        });
    };
    let save = move |_| {
        if let Err(error) = json.with_value(|json| files::save_text(&name, json)) {
            told.set(format!(
                "It could not be saved ({error}); copy the text instead."
            ));
        }
    };
    view! {
        <details class="numbers">
            <summary class="numbers__summary">"All numbers"</summary>
            <div class="numbers__actions">
                <button class="button button--small" on:click=copy>"Copy"</button>
                <button class="button button--small" on:click=save>"Download"</button>
                <p class="numbers__told" role="status" aria-live="polite">{told}</p>
            </div>
            <pre class="numbers__json" data-testid="report-json" tabindex="0">
                {json.get_value()}
            </pre>
        </details>
    }
}
