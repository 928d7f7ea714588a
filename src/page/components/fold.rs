//! What is not seen at once, and stays as the person left it.

use leptos::prelude::*;

use crate::browser::window;

/// A heading that unfolds what is below it; whether it is open is remembered by its name.
#[component]
pub fn Fold(
    /// The heading.
    title: &'static str,
    /// What it is remembered by, and tests find it by.
    name: &'static str,
    /// Whether it is a part of the page and not of a card.
    #[prop(optional)]
    large: bool,
    /// What is folded.
    children: Children,
) -> impl IntoView {
    let key = format!("fold-{name}");
    let is_open = window::remembered(&key).is_some();
    let toggle = move |open: bool| {
        // A browser that keeps nothing forgets it with the page.
        drop(window::remember(&key, open.then_some("open")));
    };
    view! {
        <details
            class="fold"
            class:fold--large=large
            data-fold=name
            open=is_open
            on:toggle=move |event| toggle(window::is_open(&event))
        >
            <summary class="fold__title">{title}</summary>
            <div class="fold__body">{children()}</div>
        </details>
    }
}
