//! A generator's record.

use leptos::prelude::*;
use spectrafide_provenance::finding::{Generation, Trust};

use crate::page::components::copy_button::CopyButton;
use crate::page::components::facts::Facts;
use crate::page::words::provenance::marks;

/// Prompt, model and settings, to be copied.
#[component]
pub fn GenerationCard(
    /// The record.
    generation: Generation,
    /// How far it can be trusted.
    trust: Trust,
) -> impl IntoView {
    let title = format!("Record of {} ({})", generation.tool.name(), trust.words());
    let rows = marks::generation_rows(&generation);
    view! {
        <section class="card card--wide" aria-label=title.clone() data-testid="generation">
            <h3 class="card__title">{title.clone()}</h3>
            {generation.prompt.map(|text| view! { <Prompt label="Prompt" text /> })}
            {generation.negative_prompt.map(|text| view! { <Prompt label="Negative prompt" text /> })}
            <Facts rows />
        </section>
    }
}

/// A prompt with a button that copies it.
#[component]
fn Prompt(
    /// Which prompt.
    label: &'static str,
    /// The prompt.
    text: String,
) -> impl IntoView {
    let stored = StoredValue::new(text.clone());
    let told = RwSignal::new(String::new());
    view! {
        <div class="prompt">
            <div class="prompt__head">
                <h4 class="card__subtitle">{label}</h4>
                <CopyButton text=stored told what=label />
                <p class="numbers__told" role="status" aria-live="polite">{told}</p>
            </div>
            <p class="prompt__text" data-testid="prompt">{text}</p>
        </div>
    }
}
