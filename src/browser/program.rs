//! Programs that are loaded when they are first needed.

use js_sys::{Array, Function, Reflect, Uint8Array};
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

/// What a function of a program is given.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A file.
    Bytes(&'a [u8]),
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
}

impl Argument<'_> {
    fn value(&self) -> JsValue {
        match self {
            Self::Bytes(bytes) => Uint8Array::from(*bytes).into(),
            Self::Text(text) => JsValue::from_str(text),
            Self::Number(number) => JsValue::from_f64(*number),
        }
    }
}

/// What a function of a program answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The text, which says what the files are.
    pub text: String,
    /// The files.
    pub files: Vec<Vec<u8>>,
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

    /// Calls the exported function `name`, which answers with a text and any number of files, in one
    /// list; what it throws is the error.
    ///
    /// # Errors
    ///
    /// There is no such function, or it throws or gives no text.
    pub fn call(&self, name: &str, arguments: &[Argument<'_>]) -> Result<Answer, BrowserError> {
        let answer = self.called(name, arguments)?;
        let mut parts = answer.dyn_ref::<Array>().into_iter().flat_map(Array::iter);
        let text = parts.next().and_then(|text| text.as_string());
        let files = parts.filter_map(|part| Some(part.dyn_ref::<Uint8Array>()?.to_vec()));
        Ok(Answer {
            text: text.ok_or_else(|| BrowserError(format!("{name} gave no text")))?,
            files: files.collect(),
        })
    }

    /// The same for a function that answers with bytes alone.
    ///
    /// # Errors
    ///
    /// There is no such function, or it throws or gives no bytes.
    pub fn call_for_bytes(
        &self,
        name: &str,
        arguments: &[Argument<'_>],
    ) -> Result<Vec<u8>, BrowserError> {
        let answer: Uint8Array = self
            .called(name, arguments)?
            .dyn_into()
            .map_err(|_other| BrowserError(format!("{name} gave no bytes")))?;
        Ok(answer.to_vec())
    }

    fn called(&self, name: &str, arguments: &[Argument<'_>]) -> Result<JsValue, BrowserError> {
        let function: Function = Reflect::get(&self.0, &name.into())?
            .dyn_into()
            .map_err(|_other| BrowserError(format!("the program has no function {name}")))?;
        let arguments: Array = arguments.iter().map(Argument::value).collect();
        Ok(function.apply(&JsValue::UNDEFINED, &arguments)?)
    }
}
