//! Manifest stores that lie beside no picture.

use leptos::prelude::*;

use crate::page::session::Session;
use crate::page::sidecars::Spare;
use crate::page::words::sidecar as words;

/// Why each is not used, and what can be done with it.
#[component]
pub fn Spares(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let spares = Memo::new(move |_| session.spares.with(|spares| spares.list().to_vec()));
    view! {
        // There before its content, so that what comes into it is read out.
        <div class="spares" role="status" aria-live="polite">
            <For each=move || spares.get() key=|spare| spare.id let:spare>
                <Entry session spare />
            </For>
        </div>
    }
}

/// One of them.
#[component]
fn Entry(
    /// What the page works on.
    session: Session,
    /// Which.
    spare: Spare,
) -> impl IntoView {
    let id = spare.id;
    let is_usable = !spare.sidecar.is_too_large();
    let name = spare.sidecar.name.clone();
    let shown = Memo::new(move |_| {
        session.queue.with(|queue| {
            let item = queue.selected()?;
            Some((item.id, item.name.clone()))
        })
    });
    view! {
        <section class="notice notice--open" data-testid="spare-sidecar">
            <p>{words::spare(&spare.sidecar)}</p>
            <div class="notice__actions">
                {is_usable.then(|| view! {
                    {move || shown.get().map(|(picture, name)| view! {
                        <button class="button" on:click=move |_| session.use_spare(id, picture)>
                            {words::offer(&name)}
                        </button>
                    })}
                })}
                <button class="button" on:click=move |_| session.forget_spare(id)>
                    "Remove"<span class="visually-hidden">" " {name}</span>
                </button>
            </div>
        </section>
    }
}
