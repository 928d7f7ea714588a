//! What is going on.

use leptos::prelude::*;

use crate::page::engine::{Engine, Phase};
use crate::page::session::Session;
use crate::page::words::{pair, progress};

/// Progress of the worker or of the running picture, and the way to stop.
#[component]
pub fn StatusBar(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let running = Memo::new(move |_| session.queue.with(|queue| queue.running().is_some()));
    let ready = Memo::new(move |_| session.engine.with(Engine::is_ready));
    let broken = Memo::new(move |_| {
        session.engine.with(|engine| match &engine.phase {
            Phase::Broken(reason) => Some(reason.clone()),
            _ => None,
        })
    });
    let now = Memo::new(move |_| {
        let engine = session.engine.with(progress::engine);
        if !ready.get() {
            return engine;
        }
        session.queue.with(|queue| match queue.work() {
            Some(work) => progress::work(work),
            None if queue.items().is_empty() => engine,
            None => (progress::queue(queue), Some(1.0)),
        })
    });
    let busy = Memo::new(move |_| (!ready.get() || running.get()) && broken.read().is_none());
    // The panel shows it, with amounts that would be too much to read out.
    let about_pair = Memo::new(move |_| {
        session
            .engine
            .with(|engine| engine.pair.as_ref().map(pair::announcement))
    });
    view! {
        <div class="status">
            <div class="status__line">
                <p class="status__text" role="status" aria-live="polite">
                    <span>{move || now.get().0}</span>
                    <span class="visually-hidden">{about_pair}</span>
                </p>
                <Show when=move || running.get()>
                    <button class="button button--small" on:click=move |_| session.stop()>
                        "Stop"
                    </button>
                </Show>
            </div>
            <Show when=move || busy.get()>
                <progress
                    class="status__progress"
                    data-testid="progress"
                    aria-label="Progress"
                    max="1"
                    // Without a value the bar says that it does not know how far it is.
                    value=move || now.get().1.map(|share| share.to_string())
                ></progress>
            </Show>
            {move || broken.get().map(|reason| view! {
                <div class="notice notice--error" role="alert" data-testid="error">
                    <p>"The detector could not be started. " {reason}</p>
                    <p>"Check the connection, or use a current version of the browser."</p>
                    <button class="button" on:click=move |_| session.restart()>"Start again"</button>
                </div>
            })}
        </div>
    }
}
