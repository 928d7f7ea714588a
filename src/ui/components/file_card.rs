//! What was read from the file.

use leptos::prelude::*;
use spectrafide_report::report::PictureFacts;

use super::facts::Facts;
use crate::ui::{units, wording};

/// Format, size and what was converted on the way.
#[component]
pub fn FileCard(
    /// What the decoder read.
    picture: PictureFacts,
) -> impl IntoView {
    let PictureFacts {
        format,
        width_px,
        height_px,
        file_bytes,
        notes,
    } = picture;
    let rows = vec![
        ("Format", wording::format_name(&format)),
        ("Picture", format!("{width_px} × {height_px} pixels")),
        ("File size", units::file_size(file_bytes)),
    ];
    view! {
        <section class="card" aria-labelledby="file-title">
            <h3 id="file-title" class="card__title">"The file"</h3>
            <Facts rows=rows />
            <ul class="card__notes">
                {notes.into_iter().map(|note| view! { <li>{note.english()}</li> }).collect_view()}
            </ul>
        </section>
    }
}
