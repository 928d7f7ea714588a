//! What was read from the file.

use leptos::prelude::*;
use spectrafide_models::report::PictureFacts;

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
    view! {
        <section class="card" aria-labelledby="file-title">
            <h3 id="file-title" class="card__title">"The file"</h3>
            <dl class="facts">
                <div><dt>"Format"</dt><dd>{wording::format_name(&format)}</dd></div>
                <div>
                    <dt>"Picture"</dt>
                    <dd>{format!("{width_px} × {height_px} pixels")}</dd>
                </div>
                <div><dt>"File size"</dt><dd>{units::file_size(file_bytes)}</dd></div>
            </dl>
            <ul class="card__notes">
                {notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
            </ul>
        </section>
    }
}
