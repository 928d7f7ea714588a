//! The browser's own picture decoder, for formats that the project does not read.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ColorSpaceConversion, ImageBitmap, ImageBitmapOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, PremultiplyAlpha, WorkerGlobalScope,
};

use super::BrowserError;

/// Upright pixels, eight bits a channel.
pub struct Rgba {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green, blue, alpha, row by row.
    pub bytes: Vec<u8>,
}

/// Decodes `bytes` without converting colours or multiplying alpha; refuses more than
/// `max_pixels` before the pixels are read.
///
/// # Errors
///
/// The browser does not read the format, the bytes are damaged, or there are too many pixels.
pub async fn decode(bytes: &[u8], max_pixels: u64) -> Result<Rgba, BrowserError> {
    let scope: WorkerGlobalScope = js_sys::global()
        .dyn_into()
        .map_err(|_other: js_sys::Object| BrowserError("this is not a worker".to_owned()))?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let options = ImageBitmapOptions::new();
    options.set_premultiply_alpha(PremultiplyAlpha::None);
    options.set_color_space_conversion(ColorSpaceConversion::None);
    let promise: Promise =
        scope.create_image_bitmap_with_blob_and_image_bitmap_options(&blob, &options)?;
    let bitmap: ImageBitmap = JsFuture::from(promise).await?.unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    if u64::from(width) * u64::from(height) > max_pixels {
        return Err(BrowserError(format!(
            "The picture has {width} × {height} pixels."
        )));
    }
    let canvas = OffscreenCanvas::new(width, height)?;
    let context: OffscreenCanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| BrowserError("there is no canvas to draw on".to_owned()))?
        .unchecked_into();
    context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0)?;
    bitmap.close();
    let data = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?;
    Ok(Rgba {
        width,
        height,
        bytes: data.data().0,
    })
}
