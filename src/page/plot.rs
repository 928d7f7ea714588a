//! The geometry of a line plot, in the units of its drawing.

/// A curve placed in a box of `width` by `height`, with the labels of its axes.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePlot {
    /// The curve as the `d` of an SVG path; empty without two finite values.
    pub path: String,
    /// Height of each label of the vertical axis and its text.
    pub ticks: Vec<(f32, String)>,
}

/// Spreads `values` evenly over `width` and scales them to `height`, with the largest on top.
pub fn line(values: &[f32], width: f32, height: f32) -> LinePlot {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f32::INFINITY, f32::min).floor();
    let high = finite().fold(f32::NEG_INFINITY, f32::max).ceil();
    if finite().count() < 2 {
        return LinePlot {
            path: String::new(),
            ticks: Vec::new(),
        };
    }
    let range = (high - low).max(1.0);
    let y = |value: f32| height - (value - low) / range * height;
    let step = width / (values.len() - 1) as f32;
    let points = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite());
    let path = points
        .enumerate()
        .map(|(order, (index, value))| {
            let command = if order == 0 { 'M' } else { 'L' };
            format!("{command}{:.1} {:.1}", index as f32 * step, y(*value))
        })
        .collect::<Vec<_>>()
        .concat();
    let ticks = [low, low + range / 2.0, low + range].map(|value| {
        (
            y(value),
            format!("{value:.1}").trim_end_matches(".0").to_owned(),
        )
    });
    LinePlot {
        path,
        ticks: ticks.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From 0 to 4 over a box of 100 by 50: the first value is at the bottom, the last on top.
    #[test]
    fn the_curve_fills_its_box() {
        let plot = line(&[0.0, 2.0, 4.0], 100.0, 50.0);
        assert_eq!(plot.path, "M0.0 50.0L50.0 25.0L100.0 0.0");
        assert_eq!(plot.ticks[0], (50.0, "0".to_owned()));
        assert_eq!(plot.ticks[2], (0.0, "4".to_owned()));
    }

    #[test]
    fn a_constant_curve_is_a_line_and_not_a_division_by_zero() {
        assert_eq!(
            line(&[3.0; 3], 10.0, 10.0).path,
            "M0.0 10.0L5.0 10.0L10.0 10.0"
        );
    }

    #[test]
    fn what_is_not_a_number_is_left_out() {
        assert_eq!(line(&[f32::NAN, 1.0], 10.0, 10.0).path, "");
        assert_eq!(line(&[], 10.0, 10.0).path, "");
        assert!(
            line(&[f32::NEG_INFINITY, 0.0, 1.0], 10.0, 10.0)
                .path
                .starts_with("M5.0")
        );
    }
}
