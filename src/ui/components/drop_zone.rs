//! Where pictures come in.

use leptos::prelude::*;

use crate::browser::files;
use crate::ui::session::Session;

/// The file input, dressed as the place to drop on, and the choice of detector.
#[component]
pub fn DropZone(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    view! {
        <div class="drop-zone" data-testid="drop-zone" class:drop-zone--hovered=session.hovered>
            <input
                id="file-input"
                class="drop-zone__input"
                type="file"
                accept="image/*"
                multiple
                data-testid="file-input"
                aria-describedby="drop-zone-hint"
                on:change=move |event| session.add(files::chosen(&event))
            />
            <label class="button button--main" for="file-input">"Choose pictures"</label>
            <p id="drop-zone-hint" class="drop-zone__hint">
                "or drop them anywhere, or paste one. Several at once are checked in turn."
            </p>
            <DetectorChoice session />
        </div>
    }
}

/// The list of detectors; there only when there is a choice.
#[component]
fn DetectorChoice(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let detectors = Memo::new(move |_| session.engine.with(|engine| engine.detectors.clone()));
    let choose = move |id: String| session.detector.set((!id.is_empty()).then_some(id));
    view! {
        <Show when=move || detectors.with(|detectors| detectors.len() > 1)>
            <p class="field">
                <label class="field__label" for="detector">"Detector"</label>
                <select
                    id="detector"
                    class="field__select"
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="">"Automatic, by size"</option>
                    <For each=move || detectors.get() key=|facts| facts.id.clone() let:facts>
                        <option value=facts.id.clone()>{facts.title.clone()}</option>
                    </For>
                </select>
            </p>
        </Show>
    }
}
