//! What the file says about itself.

mod camera_card;
mod chain;
mod credentials_card;
mod generation_card;
mod history_card;
mod label_card;
mod raw_fields;

use leptos::prelude::*;
use spectrafide_provenance::finding::{Finding, Provenance, What};
use spectrafide_provenance::sidecar;

use camera_card::CameraCard;
use credentials_card::CredentialsCard;
use generation_card::GenerationCard;
use history_card::HistoryCard;
use label_card::LabelCard;
use raw_fields::RawFields;

use crate::page::thumbnails::Thumbnails;
use crate::page::words::provenance::{self as words, history};

/// The findings, a card each, and below them every field. All values are text from the file and
/// never markup.
#[component]
pub fn ProvenancePanel(
    /// What was read.
    provenance: Provenance,
    /// The small pictures that its Content Credentials keep.
    #[prop(optional)]
    thumbnails: Thumbnails,
) -> impl IntoView {
    // Where a picture was taken may be where somebody lives.
    let location_shown = RwSignal::new(false);
    let cards: Vec<_> = provenance
        .findings
        .iter()
        .filter_map(|finding| card(finding, &thumbnails, location_shown))
        .collect();
    let (history, steps) = (history::rows(&provenance), history::edit_steps(&provenance));
    let problems = history::problems(&provenance);
    let has_history = !(history.is_empty() && steps.is_empty() && problems.is_empty());
    let has_location = provenance.has_location();
    view! {
        <section class="evidence" aria-labelledby="provenance-title" data-testid="provenance">
            <h2 id="provenance-title" class="evidence__title">"What the file says"</h2>
            <p class="provenance__lead">{words::lead(&provenance)} " " {words::WATERMARKS}</p>
            <div class="evidence__cards">
                {cards}
                {has_history.then(|| view! { <HistoryCard rows=history steps problems /> })}
            </div>
            {has_location.then(|| view! {
                <label class="provenance__location">
                    <input
                        type="checkbox"
                        data-testid="show-location"
                        prop:checked=location_shown
                        on:change=move |_| location_shown.update(|shown| *shown = !*shown)
                    />
                    "Show where it was taken"
                </label>
            })}
            {(!provenance.findings.is_empty())
                .then(|| view! { <RawFields provenance location_shown /> })}
        </section>
    }
}

fn card(
    finding: &Finding,
    thumbnails: &Thumbnails,
    location_shown: RwSignal<bool>,
) -> Option<AnyView> {
    let trust = finding.trust;
    Some(match &finding.what {
        What::Credentials(credentials) => {
            let credentials = credentials.clone();
            let sidecar = sidecar::name_in(finding).map(str::to_owned);
            let thumbnails = thumbnails.clone();
            view! { <CredentialsCard credentials sidecar thumbnails /> }.into_any()
        }
        What::Generation(generation) => {
            let generation = generation.clone();
            view! { <GenerationCard generation trust /> }.into_any()
        }
        What::Declaration(declaration) => {
            let declaration = declaration.clone();
            view! { <LabelCard declaration trust /> }.into_any()
        }
        What::Capture(capture) => {
            let capture = (**capture).clone();
            view! { <CameraCard capture location_shown /> }.into_any()
        }
        _ => return None,
    })
}
