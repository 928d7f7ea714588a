//! A table of numbers between -1 and 1 as coloured cells.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const CELL_PX: i32 = 40;
const NAMES_PX: i32 = 170;
const TOP_PX: i32 = 60;

/// Draws a correlation matrix: blue for negative, white for zero, orange for positive, each cell
/// with its number.
///
/// # Errors
///
/// A chart that cannot be laid out.
pub fn matrix_svg(title: &str, names: &[String], values: &[Vec<f64>]) -> Result<String> {
    let mut text = String::new();
    draw(&mut text, title, names, values)
        .map_err(|error| anyhow!("could not draw {title}: {error}"))?;
    Ok(text)
}

fn draw(
    text: &mut String,
    title: &str,
    names: &[String],
    values: &[Vec<f64>],
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let side = names.len() as i32 * CELL_PX;
    let size = (
        (NAMES_PX + side + 20) as u32,
        (TOP_PX + side + NAMES_PX) as u32,
    );
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    root.fill(&WHITE)?;
    let font = |size: i32| ("sans-serif", size).into_text_style(&root);
    root.draw_text(
        title,
        &font(22).pos(Pos::new(HPos::Center, VPos::Top)),
        (size.0 as i32 / 2, 14),
    )?;
    for (row, (name, values)) in names.iter().zip(values).enumerate() {
        let y = TOP_PX + row as i32 * CELL_PX;
        let middle = CELL_PX / 2;
        root.draw_text(
            name,
            &font(14).pos(Pos::new(HPos::Right, VPos::Center)),
            (NAMES_PX - 8, y + middle),
        )?;
        // The same name below the column of the same number, along it.
        root.draw_text(
            name,
            &font(14)
                .transform(FontTransform::Rotate270)
                .pos(Pos::new(HPos::Right, VPos::Center)),
            (NAMES_PX + row as i32 * CELL_PX + middle, TOP_PX + side + 8),
        )?;
        for (column, &value) in values.iter().enumerate() {
            let x = NAMES_PX + column as i32 * CELL_PX;
            let cell = [(x, y), (x + CELL_PX - 1, y + CELL_PX - 1)];
            root.draw(&Rectangle::new(cell, colour(value).filled()))?;
            root.draw_text(
                &format!("{value:.2}"),
                &font(12).pos(Pos::new(HPos::Center, VPos::Center)),
                (x + middle, y + middle),
            )?;
        }
    }
    root.present()?;
    Ok(())
}

fn colour(value: f64) -> RGBColor {
    let strength = value.abs().clamp(0.0, 1.0);
    let end = if value < 0.0 {
        [86.0, 180.0, 233.0]
    } else {
        [230.0, 159.0, 0.0]
    };
    let [red, green, blue] = end.map(|end: f64| (255.0 + (end - 255.0) * strength).round() as u8);
    RGBColor(red, green, blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_white_and_the_ends_differ() {
        assert_eq!(colour(0.0), RGBColor(255, 255, 255));
        assert_eq!(colour(1.0), RGBColor(230, 159, 0));
        assert_eq!(colour(-1.0), RGBColor(86, 180, 233));
    }

    #[test]
    fn every_name_and_number_is_there() {
        let names = ["mean".to_owned(), "entropy".to_owned()];
        let text = matrix_svg("Correlation", &names, &[vec![1.0, -0.25], vec![-0.25, 1.0]])
            .expect("a chart");
        assert_eq!(text.matches("-0.25").count(), 2);
        assert_eq!(text.matches("entropy").count(), 2);
    }
}
