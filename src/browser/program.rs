//! Programs that are loaded when they are first needed.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::BrowserError;

#[wasm_bindgen(
    inline_js = "export async function load(glue, wasm) { const program = await import(glue); \
                 await program.default({ module_or_path: wasm }); return program; }"
)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn load(glue: &str, wasm: &str) -> Result<JsValue, JsValue>;
}

/// A loaded program, made by wasm-bindgen for the web.
#[derive(Clone, Debug)]
pub struct Program(JsValue);

impl Program {
    /// Loads a program from the absolute addresses of its JavaScript and its WebAssembly. The
    /// browser loads each address once, however often this is called.
    ///
    /// # Errors
    ///
    /// A file does not come, or the program does not start.
    pub async fn load(glue: &str, wasm: &str) -> Result<Self, BrowserError> {
        Ok(Self(load(glue, wasm).await?))
    }

    /// Calls the exported function `name` with bytes and a text; what it throws is the error.
    ///
    /// # Errors
    ///
    /// There is no such function, or it throws or gives no text.
    pub fn call(&self, name: &str, bytes: &[u8], text: &str) -> Result<String, BrowserError> {
        self.called(name, bytes, &text.into())?
            .as_string()
            .ok_or_else(|| BrowserError(format!("{name} gave no text")))
    }

    /// The same with a number in the place of the text, for bytes.
    ///
    /// # Errors
    ///
    /// There is no such function, or it throws or gives no bytes.
    pub fn call_for_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        number: f64,
    ) -> Result<Vec<u8>, BrowserError> {
        let array: Uint8Array = self
            .called(name, bytes, &number.into())?
            .dyn_into()
            .map_err(|_other| BrowserError(format!("{name} gave no bytes")))?;
        Ok(array.to_vec())
    }

    fn called(&self, name: &str, bytes: &[u8], more: &JsValue) -> Result<JsValue, BrowserError> {
        let function: Function = Reflect::get(&self.0, &name.into())?
            .dyn_into()
            .map_err(|_other| BrowserError(format!("the program has no function {name}")))?;
        Ok(function.call2(&JsValue::UNDEFINED, &Uint8Array::from(bytes), more)?)
    }
}
