//! The score on its scale, with the detector's lines.

use leptos::prelude::*;
use spectrafide_report::score::Score;
use spectrafide_report::verdict::Thresholds;

/// A bar from photograph to AI-made with a marker at the score.
#[component]
pub fn ScoreScale(
    /// The score.
    score: Score,
    /// The lines; those outside of the scale are not drawn.
    thresholds: Option<Thresholds>,
) -> impl IntoView {
    let cuts = thresholds.unwrap_or_default();
    let percent = |share: f32| format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0);
    view! {
        <div class="scale" aria-hidden="true">
            <div class="scale__bar">
                <span class="scale__zone scale__zone--real" style:width=percent(cuts.real)></span>
                <span
                    class="scale__zone scale__zone--synthetic"
                    style:width=percent(1.0 - cuts.synthetic)
                ></span>
                <span class="scale__marker" style:left=percent(score.value())></span>
            </div>
            <p class="scale__ends"><span>"Photograph"</span><span>"Made by AI"</span></p>
        </div>
    }
}
