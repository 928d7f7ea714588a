//! The whole page.

use leptos::prelude::*;

use super::drop_zone::DropZone;
use super::keep::{Checked, Keep};
use super::options::Options;
use super::queue_list::QueueList;
use super::result::ResultView;
use super::spares::Spares;
use super::status_bar::StatusBar;
use super::thorough::ThoroughNotice;
use crate::page::session::Session;

/// Header, intake, queue and the result of the selected picture.
#[component]
pub fn App(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let empty = Memo::new(move |_| session.queue.with(|queue| queue.items().is_empty()));
    view! {
        <a class="skip-link" href="#main">"Skip to the content"</a>
        <div class="page" class:page--empty=empty class:page--hovered=session.hovered>
            <header class="masthead">
                <p class="masthead__name">
                    <img class="masthead__mark" src="icon.svg" alt="" width="32" height="32" />
                    "spectrafide"
                </p>
                <p class="masthead__promise">"Your pictures never leave this device."</p>
            </header>
            <main id="main" class="main" tabindex="-1">
                <section class="intake" aria-labelledby="intake-title">
                    <div class="intake__words">
                        <h1 id="intake-title" class="intake__title">
                            "Is it a photograph, or was it made by AI?"
                        </h1>
                        <p class="intake__lead">
                            "Choose a picture. The check runs here, in your browser, and shows \
                            what it looked at and how often it is wrong."
                        </p>
                    </div>
                    <DropZone session />
                    <StatusBar session />
                    <Spares session />
                    <Checked session />
                </section>
                <Show when=move || !empty.get()>
                    <div class="workbench">
                        <QueueList session />
                        <ResultView session />
                    </div>
                </Show>
                <Keep session />
                <ThoroughNotice session />
                <Options session />
            </main>
            <footer class="footer">
                <p>
                    "A verdict is an estimate. It can be wrong in both directions, and it says \
                    nothing about who made a picture or why. Do not accuse anyone on the \
                    strength of it."
                </p>
            </footer>
        </div>
    }
}
