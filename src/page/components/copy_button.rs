//! A button that puts a text on the clipboard and says whether that worked.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files;

/// Copies `text`; what came of it goes to `told`.
#[component]
pub fn CopyButton(
    /// What is copied.
    text: StoredValue<String>,
    /// What people are told afterwards.
    told: RwSignal<String>,
    /// What is copied, in a word, for those who do not see what stands beside the button.
    what: &'static str,
) -> impl IntoView {
    let copy = move |_| {
        spawn_local(async move {
            let done = files::copy_text(&text.get_value()).await;
            told.set(match done {
                Ok(()) => "Copied.".to_owned(),
                Err(error) => format!("It could not be copied ({error}); select the text instead."),
            });
        });
    };
    view! {
        <button class="button button--small" on:click=copy>
            "Copy"<span class="visually-hidden">" " {what}</span>
        </button>
    }
}
