//! Starts the interface.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::browser::{BrowserError, window};
use crate::protocol::DevicePreference;
use spectrafide_report::served::ServedFiles;

use super::client::Settings;
use super::components::app::App;
use super::session::Session;

/// Why the page could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The list of files is not one.
    #[error("the list of the page's files cannot be read: {0}")]
    ServedFiles(#[from] serde_json::Error),
    /// The page has no place for the interface.
    #[error(transparent)]
    Browser(#[from] BrowserError),
}

/// Draws the interface into the element `#app` and then starts the worker; `manifest` is the
/// text of `manifest.json`.
///
/// # Errors
///
/// The text is no list of files, or the page has no place for the interface.
pub fn start(manifest: &str) -> Result<(), StartError> {
    let files: ServedFiles = serde_json::from_str(manifest)?;
    let missing = |what: &str| BrowserError(format!("the page has no {what}"));
    let base = window::base().ok_or_else(|| missing("address"))?;
    let root = document()
        .get_element_by_id("app")
        .ok_or_else(|| missing("place to draw on"))?;
    let device = DevicePreference::from_parameter(window::parameter("device").as_deref());
    // What was shown while the program loaded.
    root.set_inner_html("");
    let handle = mount_to(root.unchecked_into(), move || {
        let session = Session::new();
        session.connect(Settings {
            base,
            files,
            device,
        });
        session.take_files_from_page();
        view! { <App session /> }
    });
    // The interface stays for the life of the page.
    handle.forget();
    Ok(())
}
