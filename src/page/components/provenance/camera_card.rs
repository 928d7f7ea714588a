//! What the camera noted.

use leptos::prelude::*;
use spectrafide_provenance::finding::Capture;

use crate::page::components::facts::Facts;
use crate::page::words::provenance::marks;

/// The camera, the lens and the exposure.
#[component]
pub fn CameraCard(
    /// What was noted.
    capture: Capture,
    /// Whether the place is shown.
    location_shown: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="camera-title" data-testid="camera">
            <h3 id="camera-title" class="card__title">"Camera (not signed)"</h3>
            {move || view! { <Facts rows=marks::capture_rows(&capture, location_shown.get()) /> }}
        </section>
    }
}
