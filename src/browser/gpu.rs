//! What the browser says about its GPU, before a device is made on it.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A WebGPU adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    /// Maker and architecture, as far as the browser tells.
    pub name: String,
    /// Whether it is a program on the CPU.
    pub software: bool,
}

/// The adapter that a device would be made on, or `None` without WebGPU.
///
/// Read by name because the WebGPU types of `web-sys` are still behind an unstable flag.
pub async fn adapter() -> Option<Adapter> {
    let field = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let navigator = field(&js_sys::global(), "navigator")?;
    let gpu = field(&navigator, "gpu").filter(JsValue::is_object)?;
    let request: Function = field(&gpu, "requestAdapter")?.dyn_into().ok()?;
    let promise: Promise = request.call0(&gpu).ok()?.dyn_into().ok()?;
    let adapter = JsFuture::from(promise)
        .await
        .ok()
        .filter(JsValue::is_object)?;
    let info = field(&adapter, "info").unwrap_or(JsValue::UNDEFINED);
    let text = |name: &str| {
        field(&info, name)
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    };
    let flag = |object: &JsValue| {
        field(object, "isFallbackAdapter").is_some_and(|value| value.is_truthy())
    };
    let name = format!("{} {}", text("vendor"), text("architecture"))
        .trim()
        .to_owned();
    let software = flag(&info) || flag(&adapter) || name.contains("swiftshader");
    Some(Adapter { name, software })
}
