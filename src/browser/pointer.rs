//! Where a pointer is, as a share of the element that listens to it.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent, PointerEvent};

/// Across and down, from 0 to 1; nothing where the element has no size.
pub fn place(event: &MouseEvent) -> Option<(f64, f64)> {
    let element: HtmlElement = event.current_target()?.dyn_into().ok()?;
    let size = (element.client_width(), element.client_height());
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    // Its children take no events, so the offset is from the element itself.
    let offset = (f64::from(event.offset_x()), f64::from(event.offset_y()));
    (width > 0.0 && height > 0.0).then_some((offset.0 / width, offset.1 / height))
}

/// Sends what the pointer does to the listening element, also outside of it, until it is lifted.
pub fn capture(event: &PointerEvent) {
    let element = event.current_target();
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A pointer that is gone already has nothing more to send.
        drop(element.set_pointer_capture(event.pointer_id()));
    }
}
