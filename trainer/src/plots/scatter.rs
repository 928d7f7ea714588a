//! Points in the plane, coloured by class.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{COLOURS, GRID, SQUARE_PX, Series, range};

/// Draws the points of `series`, each in its colour, without scales: the places of a t-SNE map
/// have no unit.
///
/// # Errors
///
/// A chart that cannot be laid out.
pub fn scatter_svg(title: &str, series: &[Series]) -> Result<String> {
    let mut text = String::new();
    draw(&mut text, title, series).map_err(|error| anyhow!("could not draw {title}: {error}"))?;
    Ok(text)
}

fn draw(
    text: &mut String,
    title: &str,
    series: &[Series],
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::with_string(text, SQUARE_PX).into_drawing_area();
    root.fill(&WHITE)?;
    let centred = Pos::new(HPos::Center, VPos::Top);
    root.draw_text(
        title,
        &("sans-serif", 22).into_text_style(&root).pos(centred),
        (SQUARE_PX.0 as i32 / 2, 14),
    )?;
    let mut chart = ChartBuilder::on(&root)
        .margin(16)
        .margin_top(50)
        .build_cartesian_2d(
            range(series, |point| point.0, 0.05),
            range(series, |point| point.1, 0.05),
        )?;
    chart
        .configure_mesh()
        .disable_mesh()
        .disable_axes()
        .draw()?;
    for (series, colour) in series.iter().zip(COLOURS.iter().cycle()) {
        let colour = colour.mix(0.6).filled();
        chart
            .draw_series(
                series
                    .points
                    .iter()
                    .map(|&point| Circle::new(point, 3, colour)),
            )?
            .label(series.name.as_str())
            .legend(move |(x, y)| Circle::new((x + 9, y), 5, colour));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .margin(10)
        .legend_area_size(26)
        .label_font(("sans-serif", 15))
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .draw()?;
    root.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_and_every_class_is_drawn() {
        let class = |name: &str, points: &[(f64, f64)]| Series {
            name: name.to_owned(),
            points: points.to_vec(),
        };
        let text = scatter_svg(
            "Features",
            &[
                class("real", &[(0.0, 1.0), (2.0, -1.0)]),
                class("synthetic", &[(5.0, 5.0)]),
            ],
        )
        .expect("a chart");
        // Three points and two marks in the legend.
        assert_eq!(text.matches("<circle").count(), 5);
        assert!(text.contains("real") && text.contains("synthetic"));
    }
}
