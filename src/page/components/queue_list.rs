//! The pictures that were given, and how far each is.

use leptos::prelude::*;

use super::preview::Preview;
use crate::page::comparison::Agreement;
use crate::page::session::Session;
use crate::page::state::{Item, ItemState};
use crate::page::words::{progress, verdict};
use crate::protocol::RequestId;

/// The queue as a list of buttons that show a picture's result.
#[component]
pub fn QueueList(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        session
            .queue
            .with(|queue| queue.items().iter().map(|item| item.id).collect::<Vec<_>>())
    });
    view! {
        <nav class="queue" aria-label="Pictures">
            <ol class="queue__list" role="list">
                <For each=move || ids.get() key=|id| *id let:id>
                    <QueueEntry session id />
                </For>
            </ol>
        </nav>
    }
}

/// One picture of the queue.
#[component]
fn QueueEntry(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
) -> impl IntoView {
    let item = Memo::new(move |_| session.queue.with(|queue| queue.item(id).cloned()));
    let selected = Memo::new(move |_| {
        session
            .queue
            .with(|queue| queue.selected().is_some_and(|item| item.id == id))
    });
    let text = move |get: fn(&Item) -> String| {
        move || item.with(|item| item.as_ref().map(get).unwrap_or_default())
    };
    let name = text(|item| item.name.clone());
    let url = item.with_untracked(|item| item.as_ref().map(|item| item.url.clone()));
    let verdict = text(|item| match &item.state {
        ItemState::Done(first, second) => {
            let verdict = match second {
                Some(second) => Agreement::of(&first.report, &second.report).verdict(),
                None => first.report.verdict,
            };
            verdict::markup_name(verdict).to_owned()
        }
        _ => String::new(),
    });
    view! {
        <li
            class="queue__item"
            data-testid="queue-item"
            data-state=text(|item| item.state.name().to_owned())
            data-verdict=verdict
        >
            <button
                class="queue__select"
                aria-current=move || if selected.get() { "true" } else { "false" }
                on:click=move |_| session.queue.update(|queue| queue.select(id))
            >
                <Preview class="queue__thumbnail" url=url.unwrap_or_default() />
                <span class="queue__name">{name}</span>
                <span class="queue__state">{text(|item| progress::item(&item.state))}</span>
            </button>
            <button
                class="queue__remove"
                aria-label=move || format!("Remove {}", name())
                title="Remove"
                on:click=move |_| session.remove(id)
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </li>
    }
}
