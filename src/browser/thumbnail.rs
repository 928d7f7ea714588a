//! Small pictures of files, made by the browser.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use super::BrowserError;
use super::files::PickedFile;

/// JPEG quality, from 0 to 1.
const QUALITY: f64 = 0.8;

/// A small JPEG of the picture in `file`, of the `size` that follows from its own.
///
/// # Errors
///
/// The browser cannot show the picture, or has no canvas to draw on.
pub async fn jpeg_of(
    file: &PickedFile,
    size: impl Fn((u32, u32)) -> (u32, u32),
) -> Result<Vec<u8>, BrowserError> {
    let absent = || BrowserError("there is no canvas to draw on".to_owned());
    let window = web_sys::window().ok_or_else(absent)?;
    let bitmap = window.create_image_bitmap_with_blob(file.as_ref())?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await?.unchecked_into();
    let (width, height) = size((bitmap.width(), bitmap.height()));
    let canvas = OffscreenCanvas::new(width, height)?;
    let context: OffscreenCanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(absent)?
        .unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(
        &bitmap,
        0.0,
        0.0,
        f64::from(width),
        f64::from(height),
    )?;
    bitmap.close();
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(QUALITY);
    let blob: Blob = JsFuture::from(canvas.convert_to_blob_with_options(&options)?)
        .await?
        .unchecked_into();
    let bytes: ArrayBuffer = JsFuture::from(blob.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&bytes).to_vec())
}
