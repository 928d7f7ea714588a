//! What lies beside the selected picture.

use leptos::prelude::*;

use crate::page::session::Session;
use crate::page::sidecars::Sidecar;
use crate::page::words::sidecar as words;
use crate::protocol::RequestId;

/// The manifest store that the picture is read with, and the way to take it away.
#[component]
pub fn Beside(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The store.
    sidecar: Option<Sidecar>,
) -> impl IntoView {
    sidecar.map(|sidecar| {
        view! {
            <p class="beside" data-testid="beside">
                <span class="beside__words">{words::beside(&sidecar)}</span>
                <button
                    class="button button--small"
                    on:click=move |_| session.take_sidecar_away(id)
                >
                    "Read without it"
                </button>
            </p>
        }
    })
}
