//! A map as pixels.

use leptos::html;
use leptos::prelude::*;

use crate::browser::canvas;

/// A canvas that shows `rgba`; its description is what those read who cannot see it.
#[component]
pub fn MapCanvas(
    /// Name for styles.
    class: &'static str,
    /// Name for tests.
    testid: &'static str,
    /// What the map shows, as a sentence.
    description: String,
    /// Columns.
    width: u32,
    /// Red, green, blue, alpha, row by row.
    rgba: Vec<u8>,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let rgba = StoredValue::new(rgba);
    Effect::new(move || {
        if let Some(element) = node.get() {
            // A canvas that cannot be drawn on stays empty; its description remains.
            drop(rgba.with_value(|rgba| canvas::paint(&element, width, rgba)));
        }
    });
    view! {
        <canvas node_ref=node class=class data-testid=testid role="img" aria-label=description></canvas>
    }
}
