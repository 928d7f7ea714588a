//! Rows of pictures with a line below each, as an SVG file with the pictures inside.

use std::fmt::Write as _;
use std::io::Cursor;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::imageops::{self, FilterType};
use image::{ImageFormat, Rgb, RgbImage};
use spectrafide_report::Label;

/// Side of the pictures of a sheet of classes, in pixels.
pub const SIDE_PX: u32 = 96;
const GAP_PX: u32 = 8;
const CAPTION_PX: u32 = 34;
const ROW_NAME_PX: u32 = 90;

/// Rows of pictures.
pub struct Sheet {
    /// Side of a shown picture, in pixels.
    pub side: u32,
    /// What each row is called, and its pictures.
    pub rows: Vec<(String, Vec<Cell>)>,
    /// What stands below all of them.
    pub note: String,
}

/// A picture of a sheet, with what stands below it.
pub struct Cell {
    /// One below the other, squares of the sheet's side.
    pub pictures: Vec<RgbImage>,
    /// Two lines below them.
    pub caption: [String; 2],
    /// Whether the second line says something that is wrong.
    pub wrong: bool,
}

/// A square picture at a side of `side` pixels, pixel for pixel.
pub fn enlarge(picture: &RgbImage, side: u32) -> RgbImage {
    imageops::resize(picture, side, side, FilterType::Nearest)
}

/// The middle square of a picture at a side of `side` pixels.
pub fn thumbnail(picture: &RgbImage, side: u32) -> RgbImage {
    let shorter = picture.width().min(picture.height());
    let (x, y) = (
        (picture.width() - shorter) / 2,
        (picture.height() - shorter) / 2,
    );
    let square = imageops::crop_imm(picture, x, y, shorter, shorter).to_image();
    imageops::resize(&square, side, side, FilterType::Triangle)
}

/// The picture as bright as a map is strong; `strength`, in `[0, 1]`, is asked at shares of its width and
/// height. A tenth of the light is left where it is zero.
pub fn lit(picture: &RgbImage, strength: impl Fn(f32, f32) -> f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let share = |index: u32, length: u32| (index as f32 + 0.5) / length as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let strength = strength(share(x, width), share(y, height)).clamp(0.0, 1.0);
        let Rgb(colour) = *picture.get_pixel(x, y);
        Rgb(colour.map(|value| (f32::from(value) * (0.1 + 0.9 * strength)).round() as u8))
    })
}

impl Sheet {
    /// Pictures of [`SIDE_PX`] with their scores, a row for each class.
    pub fn of_classes(rows: Vec<(Label, Vec<Cell>)>) -> Self {
        let name = |label: Label| format!("{label:?}").to_lowercase();
        let rows = rows.into_iter().map(|(label, cells)| (name(label), cells));
        Self {
            side: SIDE_PX,
            rows: rows.collect(),
            note: "Numbers are scores for “synthetic”.".to_owned(),
        }
    }

    /// The sheet as SVG.
    ///
    /// # Errors
    ///
    /// A picture that cannot be packed.
    pub fn svg(&self) -> Result<String> {
        let Self { side, rows, note } = self;
        let columns = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0) as u32;
        let stacked = rows
            .iter()
            .flat_map(|(_, cells)| cells)
            .map(|cell| cell.pictures.len())
            .max()
            .unwrap_or(1) as u32;
        let row_px = stacked * (side + GAP_PX) + CAPTION_PX;
        let (width, height) = (
            ROW_NAME_PX + columns * (side + GAP_PX) + GAP_PX,
            GAP_PX + row_px * rows.len() as u32 + 20,
        );
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"13\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        );
        for (row, (name, cells)) in rows.iter().enumerate() {
            let top = GAP_PX + row as u32 * row_px;
            text(&mut svg, (8, top + 20), "black", name);
            for (column, cell) in cells.iter().enumerate() {
                let left = ROW_NAME_PX + column as u32 * (side + GAP_PX);
                for (place, picture) in cell.pictures.iter().enumerate() {
                    let y = top + place as u32 * (side + GAP_PX);
                    let mut png = Cursor::new(Vec::new());
                    picture.write_to(&mut png, ImageFormat::Png)?;
                    // Writing to a string cannot fail.
                    let _infallible = writeln!(
                        svg,
                        "<image x=\"{left}\" y=\"{y}\" width=\"{side}\" height=\"{side}\" \
                         href=\"data:image/png;base64,{}\"/>",
                        STANDARD.encode(png.into_inner())
                    );
                }
                let below = top + cell.pictures.len() as u32 * (side + GAP_PX);
                let [first, second] = &cell.caption;
                text(&mut svg, (left, below + 8), "black", first);
                let (colour, mark) = if cell.wrong {
                    ("#b30000", " wrong")
                } else {
                    ("#555555", "")
                };
                text(
                    &mut svg,
                    (left, below + 24),
                    colour,
                    &format!("{second}{mark}"),
                );
            }
        }
        text(&mut svg, (8, height - 6), "#555555", note);
        svg.push_str("</svg>\n");
        Ok(svg)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_lights_its_own_part_of_the_picture() {
        let white = RgbImage::from_pixel(96, 96, Rgb([255; 3]));
        let lit = lit(&white, |across, _| if across > 0.5 { 3.0 } else { 0.0 });
        assert_eq!(lit.get_pixel(95, 0).0, [255; 3]);
        assert_eq!(lit.get_pixel(0, 0).0, [26; 3], "a tenth");
    }

    #[test]
    fn a_sheet_has_its_words_and_its_pictures_inside() {
        let cell = |wrong| Cell {
            pictures: vec![RgbImage::new(8, 8)],
            caption: ["a < b".to_owned(), "0.5".to_owned()],
            wrong,
        };
        let sheet = Sheet {
            side: 8,
            rows: vec![("row".to_owned(), vec![cell(false), cell(true)])],
            note: "note".to_owned(),
        };
        let svg = sheet.svg().expect("a sheet");
        for part in [">row<", ">a &lt; b<", ">0.5<", ">0.5 wrong<", ">note<"] {
            assert!(svg.contains(part), "{part} is missing");
        }
        assert_eq!(svg.matches("data:image/png;base64,").count(), 2);
    }
}
