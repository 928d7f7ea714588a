//! The verdict, how sure it is and where its limits are.

use leptos::prelude::*;

use super::score_scale::ScoreScale;
use crate::page::comparison::{Place, is_out_of_scope};
use crate::page::state::Finished;
use crate::page::words::{comparison, detector, run, score, verdict};
use crate::protocol::DetectorFacts;

/// The verdict in words, beside the picture.
#[component]
pub fn VerdictPanel(
    /// The file's name.
    name: String,
    /// The result.
    analysis: Finished,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
    /// Whether another verdict stands beside it; the detector is then named, with its scope and
    /// its time.
    #[prop(optional)]
    place: Place,
    /// What stands beneath the verdict.
    #[prop(optional)]
    children: Option<Children>,
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
    let limits = move || facts.get().map(|facts| facts.limits).unwrap_or_default();
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
                {verdict::headline(report.verdict)}
            </h2>
            {children.map(|children| children())}
            {out_of_scope.then(|| view! {
                <p class="verdict__scope" data-testid="scope-note">
                    "This picture is outside of what this detector is for."
                </p>
            })}
            <p class="verdict__meaning">{verdict::meaning(report.verdict, report.basis)}</p>
            <div class="verdict__score">
                <p class="verdict__points" data-testid="score">{score::sentence(score)}</p>
                {score.map(|score| view! { <ScoreScale score thresholds /> })}
                {rate.map(|text| view! { <p class="verdict__rate">{text}</p> })}
                {operating_point.map(|text| view! { <p class="verdict__cuts">{text}</p> })}
                {strict.map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            </div>
            <h3 class="verdict__subtitle">"Why"</h3>
            <ul class="verdict__reasons">
                {report.reasons.iter().map(|reason| view! { <li>{reason.english()}</li> }).collect_view()}
            </ul>
            {second_look.map(|text| view! {
                <p class="verdict__cuts" data-testid="second-look">{text}</p>
            })}
            {delivery.map(|text| view! {
                <p class="verdict__cuts" data-testid="delivery">{text}</p>
            })}
            {move || scope().map(|text| view! { <p class="verdict__cuts">{text}</p> })}
            {time.map(|text| view! {
                <p class="verdict__cuts" data-testid="time">{text}</p>
            })}
            <Show when=move || !limits().is_empty()>
                <h3 class="verdict__subtitle">"Keep in mind"</h3>
                <ul class="verdict__limits">
                    {move || limits().into_iter().map(|limit| view! { <li>{limit}</li> }).collect_view()}
                </ul>
            </Show>
        </section>
    }
}
