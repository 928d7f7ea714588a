//! Classic views between page and worker: sizes and words in the text, pixels in a buffer.

use serde::{Deserialize, Serialize};
use spectrafide_views::{Area, View};

use super::RequestId;

/// A view that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewOrder {
    /// The picture.
    pub id: RequestId,
    /// Its number, by which the answer is known: another order may have followed.
    pub number: u32,
    /// The view with its parameters.
    pub view: View,
}

/// A view without its pixels, which are red, green, blue and alpha, row by row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewHeader {
    /// Number of columns.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// Width and height of the picture, in pixels.
    pub picture_px: (u32, u32),
    /// The part of the picture that it is of.
    pub area: Area,
    /// So many pixels of the picture lie below each of the view, along each side; absent where its
    /// places are no places of the picture.
    pub cell_px: Option<u32>,
    /// What was found, as sentences: the page needs no form of every fact.
    pub facts: Vec<String>,
}
