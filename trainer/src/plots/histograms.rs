//! Small histograms of two classes, side by side.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{COLOURS, tick};

const PANEL_PX: (u32, u32) = (300, 210);
const COLUMNS: usize = 3;
const TOP_PX: u32 = 80;

/// Counts of a quantity between `low` and `high`, in bins of equal width.
#[derive(Clone, Copy, Debug)]
pub struct Distribution<'a> {
    /// What is counted.
    pub name: &'a str,
    /// Lower end of the first bin.
    pub low: f64,
    /// Upper end of the last bin.
    pub high: f64,
    /// Counts of real and of synthetic pictures.
    pub counts: [&'a [u32]; 2],
}

/// Draws a panel for each of `distributions`, real and synthetic pictures as two outlines.
///
/// # Errors
///
/// A chart that cannot be laid out.
pub fn histograms_svg(title: &str, distributions: &[Distribution<'_>]) -> Result<String> {
    let mut text = String::new();
    draw(&mut text, title, distributions)
        .map_err(|error| anyhow!("could not draw {title}: {error}"))?;
    Ok(text)
}

fn draw(
    text: &mut String,
    title: &str,
    distributions: &[Distribution<'_>],
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let rows = distributions.len().div_ceil(COLUMNS).max(1);
    let size = (
        PANEL_PX.0 * COLUMNS as u32,
        TOP_PX + PANEL_PX.1 * rows as u32,
    );
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    root.fill(&WHITE)?;
    let centred = Pos::new(HPos::Center, VPos::Top);
    let middle = size.0 as i32 / 2;
    root.draw_text(
        title,
        &("sans-serif", 22).into_text_style(&root).pos(centred),
        (middle, 14),
    )?;
    for (class, x) in [("real", middle - 120), ("synthetic", middle + 20)] {
        let colour = COLOURS[usize::from(class == "synthetic")];
        root.draw(&Rectangle::new([(x, 50), (x + 16, 62)], colour.filled()))?;
        root.draw_text(
            class,
            &("sans-serif", 15).into_text_style(&root),
            (x + 22, 48),
        )?;
    }
    let (_, below) = root.split_vertically(TOP_PX);
    for (panel, distribution) in below
        .split_evenly((rows, COLUMNS))
        .iter()
        .zip(distributions)
    {
        let highest = distribution.counts.iter().copied().flatten().max();
        let highest = f64::from(highest.copied().unwrap_or(0).max(1));
        let mut chart = ChartBuilder::on(panel)
            .margin(10)
            .caption(distribution.name, ("sans-serif", 15))
            .x_label_area_size(24)
            .build_cartesian_2d(distribution.low..distribution.high, 0.0..highest * 1.05)?;
        chart
            .configure_mesh()
            .disable_mesh()
            .disable_y_axis()
            .x_labels(4)
            .x_label_formatter(&|value| tick(*value))
            .label_style(("sans-serif", 12))
            .draw()?;
        for (counts, colour) in distribution.counts.iter().zip(COLOURS) {
            chart.draw_series(LineSeries::new(
                outline(distribution, counts),
                colour.stroke_width(2),
            ))?;
        }
    }
    root.present()?;
    Ok(())
}

/// The steps of a histogram.
fn outline(distribution: &Distribution<'_>, counts: &[u32]) -> Vec<(f64, f64)> {
    let width = (distribution.high - distribution.low) / counts.len().max(1) as f64;
    counts
        .iter()
        .enumerate()
        .flat_map(|(bin, &count)| {
            let left = distribution.low + bin as f64 * width;
            [(left, f64::from(count)), (left + width, f64::from(count))]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_a_step_for_each_bin() {
        let distribution = Distribution {
            name: "mean",
            low: 0.0,
            high: 1.0,
            counts: [&[1, 3], &[0, 2]],
        };
        assert_eq!(
            outline(&distribution, &[1, 3]),
            [(0.0, 1.0), (0.5, 1.0), (0.5, 3.0), (1.0, 3.0)]
        );
        let text = histograms_svg("Statistics", &[distribution; 4]).expect("a chart");
        assert_eq!(text.matches(">\nmean\n<").count(), 4);
        // Two classes in each of four panels.
        assert!(text.matches("<polyline").count() >= 8);
    }

    #[test]
    fn empty_distributions_are_drawn() {
        let nothing = Distribution {
            name: "mean",
            low: 0.0,
            high: 1.0,
            counts: [&[], &[]],
        };
        assert!(histograms_svg("Statistics", &[nothing]).is_ok());
    }
}
