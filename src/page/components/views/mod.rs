//! Classic views of the picture, folded, one at a time.

mod controls;
mod frame;

use leptos::prelude::*;

use self::controls::Controls;
use self::frame::Frame;
use crate::browser::window;
use crate::page::session::Session;
use crate::page::views::{ViewState, Views};
use crate::page::words::views as words;
use crate::protocol::RequestId;

/// The folded panel. The first view is computed when it is opened.
#[component]
pub fn ViewsPanel(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The file's name.
    name: String,
    /// Where the picture is.
    url: String,
) -> impl IntoView {
    let is_open = Memo::new(move |_| session.views.with(|views| views.is_open));
    let toggle = move |open: bool| {
        session.views.update(|views| views.is_open = open);
        let is_new = session.views.with_untracked(|views| views.of(id).is_none());
        if open && is_new {
            session.ask_for_view(id, session.views.with_untracked(Views::last));
        }
    };
    view! {
        <details
            class="numbers views"
            data-testid="views"
            prop:open=is_open
            on:toggle=move |event| toggle(window::is_open(&event))
        >
            <summary class="numbers__summary">"Classic views"</summary>
            <Show when=move || is_open.get()>
                <Body session id name=name.clone() url=url.clone() />
            </Show>
        </details>
    }
}

/// What is in the panel once it is open.
#[component]
fn Body(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The file's name.
    name: String,
    /// Where the picture is.
    url: String,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        session
            .views
            .with(|views| views.of(id).map(|(view, _)| view))
    });
    let state = Memo::new(move |_| {
        session
            .views
            .with(|views| views.of(id).map(|(_, state)| state.clone()))
    });
    let said = move || state.with(|state| state.as_ref().and_then(words::state));
    let is_running = move || matches!(*state.read(), Some(ViewState::Running(_)));
    let header = Memo::new(move |_| match state.get() {
        Some(ViewState::Done(header)) => Some(header),
        _ => None,
    });
    view! {
        <div class="views__body">
            <p class="card__lead">{words::LEAD}</p>
            <Controls session id shown />
            {move || shown.get().map(|view| {
                let words = view.english();
                view! {
                    <div class="views__words" data-testid="view-words">
                        <p>"In an untouched photograph: "{words.untouched}</p>
                        <p>"Worthless after: "{words.worthless}</p>
                        {words.limit.map(|limit| view! { <p>{limit}</p> })}
                    </div>
                }
            })}
            <div class="views__state">
                <p data-testid="view-state" role="status" aria-live="polite">{said}</p>
                <Show when=is_running>
                    <button class="button button--small" on:click=move |_| session.stop()>
                        "Stop"
                    </button>
                </Show>
            </div>
            {move || header.get().map(|header| view! {
                <ul class="views__facts" data-testid="view-facts">
                    {header.facts.iter().map(|fact| view! { <li>{fact.clone()}</li> }).collect_view()}
                </ul>
                <Frame
                    pixels=session.view_pixels()
                    title=shown.get_untracked().map_or("", |view| view.english().title)
                    name=name.clone()
                    url=url.clone()
                    header
                />
            })}
        </div>
    }
}
