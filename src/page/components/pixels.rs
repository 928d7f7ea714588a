//! What the detector found in the pixels, and how often it is wrong.

use leptos::prelude::*;
use spectrafide_report::Reason;

use super::fold::Fold;
use super::score_scale::ScoreScale;
use crate::page::state::Finished;
use crate::page::words::{score, verdict};
use crate::protocol::DetectorFacts;

/// The score as a card.
#[component]
pub fn PixelsCard(
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="pixels-title">
            <h3 id="pixels-title" class="card__title">"The pixels"</h3>
            <PixelDetails analysis facts />
        </section>
    }
}

/// The score on its scale, and folded what it means and how often it is wrong.
#[component]
pub fn PixelDetails(
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
) -> impl IntoView {
    let report = &analysis.report;
    let (score, thresholds) = (report.score, report.thresholds);
    let rate = report
        .false_positive_rate_at_score
        .map(|rate| score::false_positives(report.verdict, rate));
    let operating_point = score
        .and(thresholds.as_ref())
        .and_then(score::operating_point);
    let strict = score.and(thresholds.as_ref()).and_then(score::strict_line);
    let second_look = score::second_look(report);
    let delivery = score.and_then(|_| score::delivery(report.delivery));
    let meaning = verdict::meaning(report.verdict, report.basis);
    let reasons: Vec<String> = report.reasons.iter().map(Reason::english).collect();
    let limits = move || facts.get().map(|facts| facts.limits).unwrap_or_default();
    view! {
        <p class="verdict__points" data-testid="score">{score::sentence(score)}</p>
        {score.map(|score| view! { <ScoreScale score thresholds /> })}
        <Fold title="Why, and how often it is wrong" name="why">
            <p>{meaning}</p>
            <ul class="verdict__reasons">
                {reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
            </ul>
            {rate.map(|text| view! { <p class="verdict__rate">{text}</p> })}
            {operating_point.map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            {strict.map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            {second_look.map(|text| view! {
                <p class="verdict__cuts" data-testid="second-look">{text}</p>
            })}
            {delivery.map(|text| view! {
                <p class="verdict__cuts" data-testid="delivery">{text}</p>
            })}
            <Show when=move || !limits().is_empty()>
                <h4 class="verdict__subtitle">"Keep in mind"</h4>
                <ul class="verdict__limits">
                    {move || limits().into_iter().map(|limit| view! { <li>{limit}</li> }).collect_view()}
                </ul>
            </Show>
        </Fold>
    }
}
