//! A picture without a result.

use leptos::prelude::*;

use crate::page::session::Session;
use crate::protocol::RequestId;

/// Says why and what to do.
#[component]
pub fn Failure(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// The file's name.
    name: String,
    /// Why, as a sentence.
    message: String,
) -> impl IntoView {
    view! {
        <section class="notice notice--error" role="alert" aria-labelledby="failure-title">
            <h2 id="failure-title" class="notice__title">"No result for " {name}</h2>
            <p data-testid="error">{message}</p>
            <div class="notice__actions">
                <button class="button button--main" on:click=move |_| session.retry(id)>
                    "Try again"
                </button>
                <button class="button" on:click=move |_| session.remove(id)>"Remove"</button>
            </div>
        </section>
    }
}
