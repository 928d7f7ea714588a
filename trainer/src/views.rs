//! The classic views of a picture as files.

use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Result};
use image::{ImageFormat, RgbImage};
use serde::Serialize;
use spectrafide_views::{Area, Fact, View, compute};

use crate::whole_file;

/// The name of the list.
pub const LIST: &str = "views.json";

/// What became of one view.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The view with its parameters.
    pub view: View,
    /// The name of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The part of the picture that it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// How many pixels of the picture lie below one of the view, along each side; absent of charts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell_px: Option<u32>,
    /// What was found.
    pub facts: Vec<Fact>,
    /// Why there is none, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Computes `views` of `picture` and writes each to `folder` as a PNG of its code's name, with
/// [`LIST`]. A view that cannot be computed, of a small picture above all, has an error in the list.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(views: &[View], picture: &RgbImage, folder: &Path) -> Result<Vec<Entry>> {
    let entries: Vec<Entry> = views
        .iter()
        .map(|view| draw(view, picture, folder))
        .collect::<Result<_>>()?;
    let list = serde_json::to_string_pretty(&entries)?;
    whole_file::write(&folder.join(LIST), list + "\n")?;
    Ok(entries)
}

fn draw(view: &View, picture: &RgbImage, folder: &Path) -> Result<Entry> {
    let drawn = match compute(view, picture, None, &|_| ()) {
        Ok(drawn) => drawn,
        Err(error) => {
            return Ok(Entry {
                view: *view,
                file: None,
                area: None,
                cell_px: None,
                facts: Vec::new(),
                error: Some(error.to_string()),
            });
        }
    };
    let file = format!("{}.png", view.code());
    let mut png = Cursor::new(Vec::new());
    drawn
        .pixels
        .write_to(&mut png, ImageFormat::Png)
        .with_context(|| format!("{file} cannot be encoded"))?;
    whole_file::write(&folder.join(&file), png.into_inner())?;
    Ok(Entry {
        view: *view,
        file: Some(file),
        area: Some(drawn.area),
        cell_px: drawn.cell_px,
        facts: drawn.facts,
        error: None,
    })
}
