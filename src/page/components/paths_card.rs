//! What the two paths of a detector say, side by side.

use leptos::prelude::*;
use spectrafide_report::report::PathScores;
use spectrafide_report::score::Score;

use super::score_scale::ScoreScale;
use crate::page::words::score;

/// The score of the picture's path beside that of its spectrum.
#[component]
pub fn PathsCard(
    /// What they say.
    paths: PathScores,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="paths-title" data-testid="paths">
            <h3 id="paths-title" class="card__title">"Picture and spectrum apart"</h3>
            <p class="card__lead">
                "This detector looks at the picture and at its spectrum. Each score is what it would \
                say if the other one were ordinary."
            </p>
            <dl class="paths">
                <Path name="The picture" score=paths.image />
                <Path name="Its spectrum" score=paths.spectrum />
            </dl>
        </section>
    }
}

/// One of them.
#[component]
fn Path(
    /// What it looks at.
    name: &'static str,
    /// What it says.
    score: Score,
) -> impl IntoView {
    view! {
        <div class="paths__path">
            <dt>{name}</dt>
            <dd>
                <p>{score::sentence(Some(score))}</p>
                <ScoreScale score thresholds=None />
            </dd>
        </div>
    }
}
