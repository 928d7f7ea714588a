//! Results as they arrive from the worker: texts and buffers, joined.

use js_sys::ArrayBuffer;
use spectrafide_provenance::credentials::ThumbnailPlace;
use spectrafide_report::report::Analysis;

use super::thumbnails::{Thumbnail, Thumbnails};
use crate::browser::files::ObjectUrl;
use crate::protocol::Judged;
use crate::protocol::maps::MapMismatch;

/// Joins the results of a picture with the values of their maps.
///
/// # Errors
///
/// As [`Judged::put_together`].
pub fn put_together(
    first: Judged,
    second: Option<Judged>,
    mut values: Vec<Vec<f32>>,
) -> Result<(Box<Analysis>, Option<Box<Analysis>>), MapMismatch> {
    let first = Box::new(first.put_together(&mut values)?);
    let second = second.map(|second| second.put_together(&mut values));
    let second = second.transpose()?.map(Box::new);
    Ok((first, second))
}

/// Gives small pictures addresses; without one a picture is not shown.
pub fn with_addresses(places: Vec<(ThumbnailPlace, String)>, files: &[ArrayBuffer]) -> Thumbnails {
    let pairs = places.into_iter().zip(files);
    let thumbnails = pairs.filter_map(|((place, mime), bytes)| {
        let url = ObjectUrl::of(bytes, &mime).ok()?;
        Some(Thumbnail { place, url })
    });
    thumbnails.collect::<Vec<_>>().into()
}
