//! What was read from the file.

use leptos::prelude::*;
use spectrafide_report::report::PictureFacts;

use super::facts::Facts;
use crate::page::words::file;

/// Format, size and what was converted on the way.
#[component]
pub fn FileCard(
    /// What the decoder read.
    picture: PictureFacts,
) -> impl IntoView {
    let rows = file::rows(&picture);
    view! {
        <section class="card" aria-labelledby="file-title">
            <h3 id="file-title" class="card__title">"The file"</h3>
            <Facts rows />
            <ul class="card__notes">
                {picture.notes.into_iter().map(|note| view! { <li>{note.english()}</li> }).collect_view()}
            </ul>
        </section>
    }
}
