//! The page as a whole: its address, its events and its copy for offline use.

use js_sys::Reflect;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, Document, DragEvent, Event, FocusOptions, HtmlElement, Url, UrlSearchParams,
};

use super::BrowserError;
use super::files::{self, PickedFile};

/// The value of `name` in the page's address.
pub fn parameter(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// What is remembered under `key` from an earlier visit.
pub fn remembered(key: &str) -> Option<String> {
    let storage = web_sys::window()?.local_storage().ok()??;
    storage.get_item(key).ok()?
}

/// Remembers `value` under `key`, or forgets it.
///
/// # Errors
///
/// The browser keeps nothing here, as in some private windows.
pub fn remember(key: &str, value: Option<&str>) -> Result<(), BrowserError> {
    let absent = || BrowserError("nothing can be kept here".to_owned());
    let window = web_sys::window().ok_or_else(absent)?;
    let storage = window.local_storage()?.ok_or_else(absent)?;
    match value {
        Some(value) => storage.set_item(key, value)?,
        None => storage.remove_item(key)?,
    }
    Ok(())
}

/// The absolute address of the page's folder, with a slash at its end.
pub fn base() -> Option<String> {
    let address = web_sys::window()?.location().href().ok()?;
    Some(Url::new_with_base(".", &address).ok()?.href())
}

/// Whether an element within one that `selector` matches has the keyboard's focus.
pub fn has_focus_within(selector: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Whether the `<details>` whose `event` this is are open.
pub fn is_open(event: &Event) -> bool {
    let element = event.current_target();
    let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.has_attribute("open"))
}

/// Scrolls back to what `selector` matches where its beginning is out of sight above.
pub fn reveal(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found
        && element.get_bounding_client_rect().top() < 0.0
    {
        element.scroll_into_view();
    }
}

/// Gives the keyboard's focus to the element called `id`, without scrolling to it.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // Refused for elements that cannot have it, which is then as before.
        drop(element.focus_with_options(&options));
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Calls `handler` whenever the window receives an event called `name`, for the page's life.
fn on_window<E: JsCast + 'static>(name: &str, handler: impl Fn(E) + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let closure = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        handler(event.unchecked_into());
    });
    // The only failure is a listener that is not a function.
    drop(window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()));
    closure.forget();
}

/// Calls `handler` on every plain event of the window called `name`.
pub fn on_event(name: &str, handler: impl Fn() + 'static) {
    on_window::<Event>(name, move |_| handler());
}

/// Calls `on_files` with files that are dropped anywhere on the page or pasted into it, and
/// `on_hover` with whether files are held over it.
pub fn on_files(
    on_files: impl Fn(Vec<PickedFile>) + Clone + 'static,
    on_hover: impl Fn(bool) + Clone + 'static,
) {
    let hover = on_hover.clone();
    on_window::<DragEvent>("dragover", move |event| {
        if files::drags_files(&event) {
            // Without this the browser would open the file instead.
            event.prevent_default();
            hover(true);
        }
    });
    let hover = on_hover.clone();
    on_window::<DragEvent>("dragleave", move |event| {
        // Leaving one element for another names the other; leaving the window names nothing.
        if event.related_target().is_none() {
            hover(false);
        }
    });
    let take = on_files.clone();
    on_window::<DragEvent>("drop", move |event| {
        on_hover(false);
        if files::drags_files(&event) {
            event.prevent_default();
            take(files::dropped(&event));
        }
    });
    on_window::<ClipboardEvent>("paste", move |event| {
        let pictures = files::pasted(&event);
        if !pictures.is_empty() {
            event.prevent_default();
            on_files(pictures);
        }
    });
}

/// Registers the service worker at `url` and waits until it has stored the page's files.
///
/// # Errors
///
/// There are no service workers here, or the files do not come.
pub async fn keep_for_offline_use(url: &str) -> Result<(), BrowserError> {
    let navigator = web_sys::window()
        .map(|window| window.navigator())
        .ok_or_else(|| BrowserError("there is no page".to_owned()))?;
    // Absent where the page is not served securely; `web-sys` would return it unchecked.
    if !Reflect::has(&navigator, &"serviceWorker".into())? {
        return Err(BrowserError("there are no service workers here".to_owned()));
    }
    let container = navigator.service_worker();
    JsFuture::from(container.register(url)).await?;
    JsFuture::from(container.ready()?).await?;
    Ok(())
}
