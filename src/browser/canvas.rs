//! Drawing pixels.

use js_sys::{ArrayBuffer, Uint8ClampedArray};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::BrowserError;

/// Makes `canvas` `width` pixels wide and shows `rgba` on it, row by row.
///
/// # Errors
///
/// The values are no whole rows, or the canvas cannot be drawn on.
pub fn paint(canvas: &HtmlCanvasElement, width: u32, rgba: &[u8]) -> Result<(), BrowserError> {
    put(
        canvas,
        &ImageData::new_with_u8_clamped_array(Clamped(rgba), width)?,
    )
}

/// The same of pixels that never were in the page's own memory.
///
/// # Errors
///
/// As [`paint`].
pub fn paint_buffer(
    canvas: &HtmlCanvasElement,
    width: u32,
    rgba: &ArrayBuffer,
) -> Result<(), BrowserError> {
    let pixels = Uint8ClampedArray::new(rgba);
    put(
        canvas,
        &ImageData::new_with_js_u8_clamped_array(&pixels, width)?,
    )
}

fn put(canvas: &HtmlCanvasElement, image: &ImageData) -> Result<(), BrowserError> {
    canvas.set_width(image.width());
    canvas.set_height(image.height());
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| BrowserError("there is no canvas to draw on".to_owned()))?
        .unchecked_into();
    Ok(context.put_image_data(image, 0.0, 0.0)?)
}
