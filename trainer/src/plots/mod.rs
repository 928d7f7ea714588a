//! Charts as SVG texts.

mod histograms;
mod matrix;
mod scatter;
pub mod sheet;

pub use histograms::{Distribution, histograms_svg};
pub use matrix::matrix_svg;
pub use scatter::scatter_svg;

use std::ops::Range;

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::metrics::RocPoint;

const SIZE_PX: (u32, u32) = (720, 480);
const SQUARE_PX: (u32, u32) = (560, 560);
/// Okabe and Ito's palette, which remains distinct with colour-blind eyes, without its yellow.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];
const GRID: RGBColor = RGBColor(225, 225, 225);
const CHANCE: RGBColor = RGBColor(150, 150, 150);

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What the legend calls it.
    pub name: String,
    /// Its points from left to right; points that are not finite are left out.
    pub points: Vec<(f64, f64)>,
}

/// Draws `series` over a common axis, such as a loss over the epochs.
///
/// # Errors
///
/// A chart that cannot be laid out.
pub fn curves_svg(title: &str, x_label: &str, series: &[Series]) -> Result<String> {
    let x = range(series, |point| point.0, 0.0);
    let y = range(series, |point| point.1, 0.05);
    let y_label = match series {
        [only] => &only.name,
        _ => "",
    };
    Chart {
        title,
        size: SIZE_PX,
        labels: [x_label, y_label],
        ranges: [x, y],
        legend: SeriesLabelPosition::UpperRight,
        chance: false,
    }
    .render(series)
}

/// Draws ROC curves, each with its name, and the diagonal of a detector that guesses.
///
/// # Errors
///
/// A chart that cannot be laid out.
pub fn roc_svg(title: &str, curves: &[(&str, &[RocPoint])]) -> Result<String> {
    let series: Vec<Series> = curves
        .iter()
        .map(|&(name, curve)| Series {
            name: name.to_owned(),
            points: curve.iter().map(|point| (point.fpr, point.tpr)).collect(),
        })
        .collect();
    Chart {
        title,
        size: SQUARE_PX,
        labels: [
            "real pictures flagged (false positive rate)",
            "synthetic pictures flagged (true positive rate)",
        ],
        ranges: [0.0..1.0, 0.0..1.0],
        legend: SeriesLabelPosition::LowerRight,
        chance: true,
    }
    .render(&series)
}

/// A chart without its lines.
struct Chart<'a> {
    title: &'a str,
    size: (u32, u32),
    /// Of the horizontal and of the vertical axis.
    labels: [&'a str; 2],
    ranges: [Range<f64>; 2],
    legend: SeriesLabelPosition,
    /// Whether the diagonal is drawn.
    chance: bool,
}

impl Chart<'_> {
    fn render(self, series: &[Series]) -> Result<String> {
        let mut text = String::new();
        self.draw(&mut text, series)
            .map_err(|error| anyhow!("could not draw {}: {error}", self.title))?;
        Ok(text)
    }

    fn draw(
        &self,
        text: &mut String,
        series: &[Series],
    ) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let root = SVGBackend::with_string(text, self.size).into_drawing_area();
        root.fill(&WHITE)?;
        let centred = Pos::new(HPos::Center, VPos::Top);
        // Plotters does not know how wide a font draws, so the title is put by its middle.
        root.draw_text(
            self.title,
            &("sans-serif", 22).into_text_style(&root).pos(centred),
            (self.size.0 as i32 / 2, 14),
        )?;
        let [x, y] = self.ranges.clone();
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .margin_top(50)
            .x_label_area_size(46)
            .y_label_area_size(64)
            .build_cartesian_2d(x, y)?;
        chart
            .configure_mesh()
            .x_desc(self.labels[0])
            .y_desc(self.labels[1])
            .axis_desc_style(("sans-serif", 17))
            .label_style(("sans-serif", 14))
            .x_label_formatter(&|value| tick(*value))
            .y_label_formatter(&|value| tick(*value))
            .max_light_lines(0)
            .bold_line_style(GRID)
            .draw()?;
        if self.chance {
            chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], CHANCE))?;
        }
        for (series, colour) in series.iter().zip(COLOURS.iter().cycle()) {
            let line = colour.stroke_width(2);
            chart
                .draw_series(LineSeries::new(finite(&series.points), line))?
                .label(series.name.as_str())
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], line));
        }
        if !series.is_empty() {
            chart
                .configure_series_labels()
                .position(self.legend.clone())
                .margin(10)
                .legend_area_size(26)
                .label_font(("sans-serif", 15))
                .background_style(WHITE.mix(0.85))
                .border_style(GRID)
                .draw()?;
        }
        root.present()?;
        Ok(())
    }
}

fn finite(points: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    let points = points.iter().copied();
    points.filter(|(x, y)| x.is_finite() && y.is_finite())
}

/// The range of one coordinate over all points, widened by `margin` of itself at both ends; a
/// range of one around a single value.
fn range(series: &[Series], coordinate: impl Fn((f64, f64)) -> f64, margin: f64) -> Range<f64> {
    let values = series.iter().flat_map(|series| finite(&series.points));
    let (low, high) = values
        .map(coordinate)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    if low > high {
        0.0..1.0
    } else if low == high {
        low - 0.5..high + 0.5
    } else {
        let space = margin * (high - low);
        low - space..high + space
    }
}

/// A tick's value without the digits that rounding left behind.
fn tick(value: f64) -> String {
    let text = if value != 0.0 && value.abs() < 1e-3 {
        return format!("{value:.1e}");
    } else {
        format!("{value:.4}")
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, points: &[(f64, f64)]) -> Series {
        Series {
            name: name.to_owned(),
            points: points.to_vec(),
        }
    }

    fn curves(lines: &[Series]) -> String {
        curves_svg("Loss & more", "epoch", lines).expect("a chart")
    }

    #[test]
    fn a_chart_names_its_axes_and_its_lines() {
        let text = curves(&[
            series("training loss", &[(0.0, 0.7), (1.0, 0.4), (2.0, 0.3)]),
            series("validation loss", &[(0.0, 0.8), (1.0, 0.5), (2.0, 0.45)]),
        ]);
        for part in [
            "Loss &amp; more",
            "epoch",
            "training loss",
            "validation loss",
            "<polyline",
        ] {
            assert!(text.contains(part), "{part} is missing");
        }
    }

    /// A run that diverges still gets its chart.
    #[test]
    fn what_is_not_a_number_is_left_out() {
        let text = curves(&[series(
            "loss",
            &[(0.0, 0.7), (1.0, f64::NAN), (2.0, f64::INFINITY)],
        )]);
        assert!(!text.contains("NaN") && !text.contains("inf"));
    }

    #[test]
    fn nothing_and_a_single_point_give_a_chart() {
        assert!(curves(&[]).ends_with("</svg>\n"));
        assert!(curves(&[series("loss", &[(1.0, 0.5)])]).ends_with("</svg>\n"));
    }

    #[test]
    fn ranges_cover_all_lines() {
        let lines = [series("a", &[(0.0, -1.0)]), series("b", &[(4.0, 3.0)])];
        assert_eq!(range(&lines, |point| point.0, 0.0), 0.0..4.0);
        assert_eq!(range(&lines, |point| point.1, 0.25), -2.0..4.0);
    }

    #[test]
    fn ticks_are_short() {
        assert_eq!(tick(0.300_000_000_000_000_04), "0.3");
        assert_eq!(tick(0.0), "0");
        assert_eq!(tick(20.0), "20");
        assert_eq!(tick(0.000_25), "2.5e-4");
    }

    #[test]
    fn a_roc_chart_holds_curve_and_diagonal() {
        let point = |fpr, tpr| RocPoint {
            threshold: 0.5,
            fpr,
            tpr,
        };
        let curve = [point(0.0, 0.0), point(0.0, 0.8), point(1.0, 1.0)];
        let text = roc_svg("ROC", &[("detector", &curve)]).expect("a chart");
        // Plotters writes colours in hexadecimal: the first of the palette and the diagonal's.
        assert!(text.contains("#0072B2") && text.contains("#969696"));
        assert!(text.contains("detector") && text.contains("false positive rate"));
    }
}
