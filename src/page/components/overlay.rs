//! What lies over the picture, and how strongly.

use leptos::prelude::*;
use spectrafide_report::Method;

use super::fold::Fold;
use crate::page::colour::INFERNO;
use crate::page::explanations::{Explainable, Outcome, default_way};
use crate::page::session::Session;
use crate::page::words::explanation as words;
use crate::protocol::{DetectorFacts, Way};

/// Whether the overlay is seen, and how strongly.
#[derive(Clone, Copy)]
pub struct Overlay {
    shown: RwSignal<bool>,
    strength: RwSignal<f64>,
}

impl Default for Overlay {
    fn default() -> Self {
        Self {
            shown: RwSignal::new(true),
            strength: RwSignal::new(0.6),
        }
    }
}

impl Overlay {
    /// For CSS, from 0 to 1.
    pub fn opacity(self) -> String {
        if self.shown.get() {
            self.strength.get().to_string()
        } else {
            "0".to_owned()
        }
    }
}

/// Switch, strength, way and legend of the overlay.
#[component]
pub fn OverlayControls(
    /// What the page works on.
    session: Session,
    /// The verdict.
    of: Explainable,
    /// What is known about the detector.
    facts: Signal<Option<DetectorFacts>>,
    /// What is shown.
    way: Memo<Way>,
    /// How strongly.
    overlay: Overlay,
    /// What became of it.
    outcome: Memo<Option<Outcome>>,
    /// Whether there is a map.
    is_drawn: Memo<bool>,
) -> impl IntoView {
    let Overlay { shown, strength } = overlay;
    let set = move |text: String| {
        if let Ok(value) = text.parse::<f64>() {
            strength.set(value);
        }
    };
    let ways = Memo::new(move |_| {
        let methods = facts.with(|facts| facts.as_ref().map(|facts| facts.methods.clone()));
        let methods = methods.unwrap_or_else(|| vec![Method::GradCam]);
        let mut ways: Vec<Way> = methods.into_iter().map(Way::By).collect();
        ways.push(Way::Parts);
        ways
    });
    let choose = move |place: String| {
        let chosen = place.parse().ok();
        let chosen =
            chosen.and_then(|place: usize| ways.with_untracked(|ways| ways.get(place).copied()));
        if let Some(chosen) = chosen {
            session
                .explanations
                .update(|explanations| explanations.way = chosen);
        }
    };
    let is_stopped_by_hand = move || {
        way.get() != default_way()
            && outcome.with(|outcome| matches!(outcome, Some(Outcome::Running(_))))
    };
    let has_failed = move || outcome.with(|outcome| matches!(outcome, Some(Outcome::Failed(_))));
    view! {
        <div class="overlay">
            <Show when=move || is_drawn.get()>
            <label class="overlay__switch">
                <input type="checkbox" prop:checked=shown
                    on:change:target=move |event| shown.set(event.target().checked()) />
                "Where it looked"
            </label>
            <p class="legend">
                <span>{move || words::legend(way.get())[0]}</span>
                <span class="legend__bar" style:background=INFERNO.css_gradient()></span>
                <span>{move || words::legend(way.get())[1]}</span>
            </p>
            </Show>
            <Fold title="Other maps" name="maps">
            <label class="overlay__strength">
                "Strength"
                <input type="range" min="0.1" max="1" step="0.05"
                    prop:value=move || strength.get().to_string()
                    prop:disabled=move || !shown.get()
                    on:input:target=move |event| set(event.target().value()) />
            </label>
            <label class="overlay__way">
                "By"
                <select
                    class="field__select"
                    data-testid="way"
                    on:change:target=move |event| choose(event.target().value())
                >
                    {move || ways.get().into_iter().enumerate().map(|(place, one)| view! {
                        <option value=place.to_string() prop:selected=move || way.get() == one>
                            {words::way(one)}
                        </option>
                    }).collect_view()}
                </select>
            </label>
            </Fold>
            <Show when=is_stopped_by_hand>
                <button class="button button--small" on:click=move |_| session.stop()>"Stop"</button>
            </Show>
            <Show when=has_failed>
                <button
                    class="button button--small"
                    on:click={
                        let of = of.clone();
                        move |_| session.explain(&of, way.get_untracked())
                    }
                >
                    "Try again"
                </button>
            </Show>
        </div>
    }
}
