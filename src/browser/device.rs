//! What kind of device this is, as far as the browser tells.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// What is known about a device without asking anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeviceFacts {
    /// Whether the person has told the browser to save data.
    pub saves_data: bool,
    /// Whether it is pointed at with fingers first of all.
    pub is_touched: bool,
    /// Its memory in gibibytes, rounded by the browser; some do not tell.
    pub memory_gb: Option<f64>,
    /// Whether the browser calls itself one for telephones.
    pub is_mobile: bool,
}

/// The facts about this device; what the browser does not tell is taken for the usual.
///
/// Read by name because `web-sys` has some of them behind an unstable flag.
pub fn facts() -> DeviceFacts {
    let Some(window) = web_sys::window() else {
        return DeviceFacts::default();
    };
    let navigator = window.navigator();
    let field = |object: &JsValue, name: &str| {
        Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    };
    let connection = field(&navigator, "connection");
    let coarse = window.match_media("(pointer: coarse)").ok().flatten();
    DeviceFacts {
        saves_data: connection.is_object() && field(&connection, "saveData").is_truthy(),
        is_touched: coarse.is_some_and(|query| query.matches()),
        memory_gb: field(&navigator, "deviceMemory").as_f64(),
        // The word by which browsers advise to tell them.
        is_mobile: navigator
            .user_agent()
            .is_ok_and(|name| name.contains("Mobi")),
    }
}
