//! The answer: what leads, and how sure it is.

use leptos::prelude::*;

use super::pixels::PixelDetails;
use crate::page::comparison::{Place, is_out_of_scope};
use crate::page::state::Finished;
use crate::page::words::{comparison, detector, lead, run, verdict};
use crate::protocol::DetectorFacts;

/// The headline and what stands under it.
#[component]
pub fn VerdictPanel(
    /// The file's name.
    name: String,
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
    /// Whether another verdict stands beside it; the detector is then named, with its scope and
    /// its time, and what it found in the pixels stands beneath.
    #[prop(optional)]
    place: Place,
    /// What stands beneath the verdict.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let report = &analysis.report;
    let beside = place != Place::Alone;
    let over = {
        let detector = report.detector.clone();
        move || match facts.get() {
            _ if !beside => name.clone(),
            Some(facts) => comparison::place(place, &facts.title),
            None => comparison::place(place, &detector),
        }
    };
    let time = beside.then(|| run::time_beside_another(report));
    let out_of_scope = beside && is_out_of_scope(report);
    let scope = move || {
        let facts = facts.get().filter(|_| beside);
        facts.map(|facts| detector::scope(&facts.scope))
    };
    view! {
        <section
            class="verdict"
            data-verdict=verdict::markup_name(report.verdict)
            aria-labelledby=place.title_id()
        >
            <p class="verdict__file">{over}</p>
            <h2
                id=place.title_id()
                class="verdict__headline"
                data-testid="verdict"
                tabindex="-1"
            >
                {report.lead().english()}
            </h2>
            <p class="verdict__short" data-testid="in-short">{lead::in_short(report)}</p>
            {children.map(|children| children())}
            {out_of_scope.then(|| view! {
                <p class="verdict__scope" data-testid="scope-note">
                    "This picture is outside of what this detector is for."
                </p>
            })}
            {beside.then(|| view! { <PixelDetails analysis=analysis.clone() facts /> })}
            {move || scope().map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            {time.map(|text| view! {
                <p class="verdict__cuts" data-testid="time">{text}</p>
            })}
        </section>
    }
}
