//! The verdict, how sure it is and where its limits are.

use leptos::prelude::*;

use super::score_scale::ScoreScale;
use crate::ui::state::Finished;
use crate::ui::wording;
use crate::worker::protocol::DetectorFacts;

/// The verdict in words, beside the picture.
#[component]
pub fn VerdictPanel(
    /// The file's name.
    name: String,
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
) -> impl IntoView {
    let report = &analysis.report;
    let (score, thresholds) = (report.score, report.thresholds);
    let rate = report
        .false_positive_rate_at_score
        .map(|rate| wording::false_positive_sentence(report.verdict, rate));
    let operating_point = score
        .and(thresholds.as_ref())
        .and_then(wording::operating_point_sentence);
    let limits = move || facts.get().map(|facts| facts.limits).unwrap_or_default();
    view! {
        <section
            class="verdict"
            data-verdict=wording::verdict_name(report.verdict)
            aria-labelledby="verdict-title"
        >
            <p class="verdict__file">{name}</p>
            <h2 id="verdict-title" class="verdict__headline" data-testid="verdict">
                {wording::headline(report.verdict)}
            </h2>
            <p class="verdict__meaning">{wording::meaning(report.verdict)}</p>
            <div class="verdict__score">
                <p class="verdict__points" data-testid="score">{wording::score_sentence(score)}</p>
                {score.map(|score| view! { <ScoreScale score thresholds /> })}
                {rate.map(|text| view! { <p class="verdict__rate">{text}</p> })}
                {operating_point.map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            </div>
            <h3 class="verdict__subtitle">"Why"</h3>
            <ul class="verdict__reasons">
                {report.reasons.iter().map(|reason| view! { <li>{reason.clone()}</li> }).collect_view()}
            </ul>
            <Show when=move || !limits().is_empty()>
                <h3 class="verdict__subtitle">"Keep in mind"</h3>
                <ul class="verdict__limits">
                    {move || limits().into_iter().map(|limit| view! { <li>{limit}</li> }).collect_view()}
                </ul>
            </Show>
        </section>
    }
}
