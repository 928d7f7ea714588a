//! Where pictures come in.

use leptos::prelude::*;

use crate::browser::files;
use crate::page::session::Session;

/// The file input, dressed as the place to drop on.
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
                accept="image/*,.c2pa,.html,.jsonl"
                multiple
                data-testid="file-input"
                aria-describedby="drop-zone-hint"
                on:change=move |event| session.add(files::chosen(&event))
            />
            <label class="button button--main" for="file-input">"Choose pictures"</label>
            <p id="drop-zone-hint" class="drop-zone__hint">
                "or drop them anywhere, or paste one. A .c2pa file goes with its picture."
            </p>
        </div>
    }
}
