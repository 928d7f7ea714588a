//! The pictures that were given, and how far each is.

use leptos::prelude::*;

use super::preview::Preview;
use crate::page::comparison::Agreement;
use crate::page::listing::{FEW, Kind, Listing, Order, count};
use crate::page::session::Session;
use crate::page::state::{Item, ItemState};
use crate::page::words::{listing as words, progress, verdict};
use crate::protocol::RequestId;

/// The queue as a list of buttons that show a picture's result.
#[component]
pub fn QueueList(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let listing = RwSignal::new(Listing::default());
    let ids = Memo::new(move |_| {
        session.queue.with(|queue| {
            // A list that has become short again is shown whole: there is no filter to undo.
            let listing = if queue.items().len() > FEW {
                listing.get()
            } else {
                Listing::default()
            };
            listing.of(queue.items())
        })
    });
    let is_long = Memo::new(move |_| session.queue.with(|queue| queue.items().len() > FEW));
    view! {
        <nav class="queue" aria-label="Pictures">
            <Show when=move || is_long.get()>
                <Tools session listing />
            </Show>
            <ol class="queue__list" role="list">
                <For each=move || ids.get() key=|id| *id let:id>
                    <QueueEntry session id />
                </For>
            </ol>
        </nav>
    }
}

/// Which pictures of a long list are shown, and in which order.
#[component]
fn Tools(
    /// What the page works on.
    session: Session,
    /// The choice.
    listing: RwSignal<Listing>,
) -> impl IntoView {
    let choose = move |place: String| {
        let chosen = place
            .parse()
            .ok()
            .and_then(|place: usize| Kind::ALL.get(place).copied());
        listing.update(|listing| listing.kind = chosen.unwrap_or_default());
    };
    let kinds = Kind::ALL.into_iter().enumerate().map(|(place, kind)| {
        let count = Memo::new(move |_| session.queue.with(|queue| count(queue.items(), kind)));
        view! {
            <option value=place.to_string() prop:selected=move || listing.get().kind == kind>
                {move || words::kind(kind, count.get())}
            </option>
        }
    });
    view! {
        <div class="queue__tools">
            <label class="field">
                <span class="field__label">"Show"</span>
                <select
                    class="field__select"
                    data-testid="queue-kind"
                    on:change:target=move |event| choose(event.target().value())
                >
                    {kinds.collect_view()}
                </select>
            </label>
            <label class="field">
                <input
                    type="checkbox"
                    data-testid="queue-by-score"
                    prop:checked=move || listing.get().order == Order::ByScore
                    on:change:target=move |event| {
                        let by_score = event.target().checked();
                        listing.update(|listing| {
                            listing.order = if by_score { Order::ByScore } else { Order::AsTheyCame };
                        });
                    }
                />
                "Highest score first"
            </label>
        </div>
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
