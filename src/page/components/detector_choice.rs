//! The choice of detectors and of how closely they look.

use leptos::prelude::*;

use super::quick_look::QuickLook;
use crate::page::session::Session;
use crate::protocol::{Choice, DetectorFacts};

/// Two lists, of the detector and of a second one to compare it with, which are there only when
/// there is a choice, and the box of the quick look.
#[component]
pub fn DetectorChoice(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let detectors = Memo::new(move |_| session.engine.with(|engine| engine.detectors.clone()));
    let first = Memo::new(move |_| session.choice.with(|choice| choice.detector.clone()));
    let second = Memo::new(move |_| session.choice.with(|choice| choice.compare_with.clone()));
    let others = Memo::new(move |_| {
        let mut others = detectors.get();
        others.retain(|facts| first.read().as_ref() != Some(&facts.id));
        others
    });
    let choose = move |change: fn(&mut Choice, Option<String>), id: String| {
        let id = (!id.is_empty()).then_some(id);
        session.choice.update(|choice| change(choice, id));
    };
    let several = Memo::new(move |_| detectors.read().len() > 1);
    view! {
        <Show when=move || !detectors.read().is_empty()>
            <div class="choice">
                <Show when=move || several.get()>
                    <p class="field">
                        <label class="field__label" for="detector">"Detector"</label>
                        <select
                            id="detector"
                            class="field__select"
                            data-testid="detector-choice"
                            on:change:target=move |event| choose(
                                Choice::choose,
                                event.target().value(),
                            )
                        >
                            <Options detectors chosen=first nothing="Automatic, by size" />
                        </select>
                    </p>
                    <p class="field">
                        <label class="field__label" for="compare-with">"Compare with"</label>
                        <select
                            id="compare-with"
                            class="field__select"
                            data-testid="compare-with"
                            on:change:target=move |event| choose(
                                |choice, id| choice.compare_with = id,
                                event.target().value(),
                            )
                        >
                            <Options detectors=others chosen=second nothing="No other" />
                        </select>
                    </p>
                </Show>
                <QuickLook session />
            </div>
        </Show>
    }
}

/// The options of one list.
#[component]
fn Options(
    /// The detectors in it.
    detectors: Memo<Vec<DetectorFacts>>,
    /// The one that is chosen.
    chosen: Memo<Option<String>>,
    /// What the first option, which chooses none, is called.
    nothing: &'static str,
) -> impl IntoView {
    view! {
        <option value="" prop:selected=move || chosen.read().is_none()>{nothing}</option>
        <For each=move || detectors.get() key=|facts| facts.id.clone() let:facts>
            <option
                value=facts.id.clone()
                prop:selected=move || chosen.read().as_ref() == Some(&facts.id)
            >
                {facts.title.clone()}
            </option>
        </For>
    }
}
