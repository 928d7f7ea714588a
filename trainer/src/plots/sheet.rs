//! Rows of pictures with a line below each, as an SVG file with the pictures inside.

use std::fmt::Write as _;
use std::io::Cursor;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};
use spectrafide_report::score::Label;

/// Side of a shown picture.
pub const CELL_PX: u32 = 96;
const GAP_PX: u32 = 8;
const CAPTION_PX: u32 = 34;
const ROW_NAME_PX: u32 = 90;

/// A picture of a sheet, with what stands below it.
pub struct Cell {
    /// One below the other, squares of [`CELL_PX`].
    pub pictures: Vec<RgbImage>,
    /// Its group and its score.
    pub caption: [String; 2],
    /// Whether the score is on the right side.
    pub right: bool,
}

/// A square picture at the size of a cell, pixel for pixel.
pub fn enlarge(picture: &RgbImage) -> RgbImage {
    imageops::resize(picture, CELL_PX, CELL_PX, FilterType::Nearest)
}

/// The middle square of a picture at the size of a cell.
pub fn thumbnail(picture: &RgbImage) -> RgbImage {
    let side = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let square = imageops::crop_imm(picture, x, y, side, side).to_image();
    imageops::resize(&square, CELL_PX, CELL_PX, FilterType::Triangle)
}

/// The sheet, a row for each class.
///
/// # Errors
///
/// A picture that cannot be packed.
pub fn layout(rows: &[(Label, Vec<Cell>)]) -> Result<String> {
    let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0) as u32;
    let stacked = rows
        .iter()
        .flat_map(|(_, cells)| cells)
        .map(|cell| cell.pictures.len())
        .max()
        .unwrap_or(1) as u32;
    let row_px = stacked * (CELL_PX + GAP_PX) + CAPTION_PX;
    let (width, height) = (
        ROW_NAME_PX + columns * (CELL_PX + GAP_PX) + GAP_PX,
        GAP_PX + row_px * rows.len() as u32 + 20,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (row, (label, cells)) in rows.iter().enumerate() {
        let top = GAP_PX + row as u32 * row_px;
        text(
            &mut svg,
            (8, top + 20),
            "black",
            &format!("{label:?}").to_lowercase(),
        );
        for (column, cell) in cells.iter().enumerate() {
            let left = ROW_NAME_PX + column as u32 * (CELL_PX + GAP_PX);
            for (place, picture) in cell.pictures.iter().enumerate() {
                let y = top + place as u32 * (CELL_PX + GAP_PX);
                let mut png = Cursor::new(Vec::new());
                picture.write_to(&mut png, ImageFormat::Png)?;
                // Writing to a string cannot fail.
                let _infallible = writeln!(
                    svg,
                    "<image x=\"{left}\" y=\"{y}\" width=\"{CELL_PX}\" height=\"{CELL_PX}\" \
                     href=\"data:image/png;base64,{}\"/>",
                    STANDARD.encode(png.into_inner())
                );
            }
            let below = top + cell.pictures.len() as u32 * (CELL_PX + GAP_PX);
            let [group, score] = &cell.caption;
            text(&mut svg, (left, below + 8), "black", group);
            let (colour, mark) = if cell.right {
                ("#555555", "")
            } else {
                ("#b30000", " wrong")
            };
            text(
                &mut svg,
                (left, below + 24),
                colour,
                &format!("{score}{mark}"),
            );
        }
    }
    let _infallible = write!(
        svg,
        "<text x=\"8\" y=\"{}\" fill=\"#555555\">Numbers are scores for “synthetic”.</text>\n</svg>\n",
        height - 6
    );
    Ok(svg)
}

fn text(svg: &mut String, (x, y): (u32, u32), colour: &str, text: &str) {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    // Writing to a string cannot fail.
    let _infallible = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{escaped}</text>"
    );
}
