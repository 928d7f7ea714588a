//! Small pictures of files, made by the browser.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use super::BrowserError;
use super::files::PickedFile;

/// Longest side, in pixels.
const LONGEST_PX: u32 = 240;
/// JPEG quality, from 0 to 1.
const QUALITY: f64 = 0.8;

/// A small JPEG of the picture in `file`; none of what the browser cannot show.
pub async fn jpeg_of(file: &PickedFile) -> Option<Vec<u8>> {
    drawn(file).await.ok()
}

async fn drawn(file: &PickedFile) -> Result<Vec<u8>, BrowserError> {
    let absent = || BrowserError("there is no canvas to draw on".to_owned());
    let window = web_sys::window().ok_or_else(absent)?;
    let bitmap = window.create_image_bitmap_with_blob(file.as_ref())?;
    let bitmap: ImageBitmap = JsFuture::from(bitmap).await?.unchecked_into();
    let longest = bitmap.width().max(bitmap.height()).max(1);
    let small = |length: u32| {
        let length = u64::from(length) * u64::from(LONGEST_PX.min(longest));
        (length / u64::from(longest)).max(1) as u32
    };
    let (width, height) = (small(bitmap.width()), small(bitmap.height()));
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
