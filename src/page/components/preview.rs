//! A small picture that may not be one.

use leptos::prelude::*;

/// The picture at `url`; invisible when the browser cannot show it, since its name stands
/// beside it anyway.
#[component]
pub fn Preview(
    /// Name for styles.
    class: &'static str,
    /// Where the picture is.
    url: String,
) -> impl IntoView {
    let broken = RwSignal::new(false);
    let visibility = move || if broken.get() { "hidden" } else { "visible" };
    view! {
        <img class=class src=url alt="" style:visibility=visibility
            on:error=move |_| broken.set(true) />
    }
}
