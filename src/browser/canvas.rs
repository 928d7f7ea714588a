//! Drawing pixels.

use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::BrowserError;

/// Makes `canvas` `width` pixels wide and shows `rgba` on it, row by row.
///
/// # Errors
///
/// The values are no whole rows, or the canvas cannot be drawn on.
pub fn paint(canvas: &HtmlCanvasElement, width: u32, rgba: &[u8]) -> Result<(), BrowserError> {
    let image = ImageData::new_with_u8_clamped_array(Clamped(rgba), width)?;
    canvas.set_width(width);
    canvas.set_height(image.height());
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| BrowserError("there is no canvas to draw on".to_owned()))?
        .unchecked_into();
    Ok(context.put_image_data(&image, 0.0, 0.0)?)
}
