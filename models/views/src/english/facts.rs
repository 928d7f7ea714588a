//! The words for facts.

use crate::Fact;

impl Fact {
    /// A sentence for people.
    pub fn english(&self) -> String {
        match self {
            Self::Part { area } => format!(
                "Of {} × {} pixels, from column {} and row {}: not of the whole picture.",
                area.width_px, area.height_px, area.x_px, area.y_px
            ),
            Self::MadeSmaller { factor } => {
                format!("The picture was made {factor} times smaller for this search.")
            }
            Self::ErrorLevels {
                mean_levels,
                largest_levels,
            } => format!(
                "The copy differs by {mean_levels:.2} levels on average and by {largest_levels} at \
                 most."
            ),
            Self::Residual { mean_levels } => {
                format!("The filter changes the luma by {mean_levels:.2} levels on average.")
            }
            Self::Noise {
                median_levels,
                low_levels,
                high_levels,
            } => format!(
                "Noise of {median_levels:.2} levels in the median tile; eight of ten tiles lie between \
                 {low_levels:.2} and {high_levels:.2}."
            ),
            Self::Ghost { quality, share } => format!(
                "{} of the picture changes least at quality {quality}.",
                percent(*share)
            ),
            Self::NoGhost => "No part changes least at a quality within the range.".to_owned(),
            Self::Gradient { mean_levels_px } => {
                format!("The mean slope is {mean_levels_px:.2} levels a pixel.")
            }
            Self::Within { share } => {
                format!("{} of the pixels are within the window.", percent(*share))
            }
            Self::EmptyLevels { empty, of } => {
                format!("Of {of} levels from the darkest to the brightest {empty} do not occur.")
            }
            Self::Component {
                component,
                share,
                red,
                green,
                blue,
            } => format!(
                "Component {component} has {} of the variance; its axis is red {red:.2}, green \
                 {green:.2}, blue {blue:.2}.",
                percent(*share)
            ),
            Self::Bits {
                set,
                like_neighbour,
            } => bits(*set, *like_neighbour),
            Self::Repeated {
                shift_x_px,
                shift_y_px,
                pairs,
                area,
            } => format!(
                "{pairs} pairs of blocks lie {} and {} apart; the first ones are within {} × {} pixels \
                 from column {} and row {}.",
                along(*shift_x_px, "right", "left"),
                along(*shift_y_px, "down", "up"),
                area.width_px,
                area.height_px,
                area.x_px,
                area.y_px
            ),
            Self::NothingRepeated => "No repeated area was found.".to_owned(),
            Self::Averaged { side_px, squares } => match squares {
                1 => format!("Of one square of {side_px} pixels in the middle."),
                _ => format!("The mean of {squares} squares of {side_px} pixels."),
            },
            Self::Peak {
                x_cycles_px,
                y_cycles_px,
                period_px,
                above_mean_db,
            } => format!(
                "Peak with a period of {period_px:.2} pixels at {x_cycles_px:.4} across and \
                 {y_cycles_px:.4} down, in cycles a pixel; {above_mean_db:.0} dB above the mean of its \
                 ring."
            ),
            Self::NoPeak => "No peak stands out.".to_owned(),
            _ => self.jpeg_and_camera(),
        }
    }

    /// The sentences about traces of JPEG and of a camera.
    fn jpeg_and_camera(&self) -> String {
        match self {
            Self::RoundingStep {
                coefficient,
                step: 1,
            } => format!("Coefficient {coefficient} shows no rounding."),
            Self::RoundingStep { coefficient, step } => {
                format!("Coefficient {coefficient} was rounded to multiples of {step}.")
            }
            Self::Comb {
                coefficient,
                period_bins,
                amplitude,
            } => format!(
                "Coefficient {coefficient} has a comb with a period of {period_bins:.2} bins and an \
                 amplitude of {}: it was rounded twice.",
                percent(*amplitude)
            ),
            Self::NoComb { coefficient } => format!("Coefficient {coefficient} has no comb."),
            Self::TooFewValues { coefficient } => {
                format!("Coefficient {coefficient} has too few values to tell.")
            }
            Self::CfaPeak {
                strength,
                grid,
                found,
            } => {
                let verdict = if *found {
                    "a trace of interpolation"
                } else if *strength >= 6.0 {
                    "which a grid of 8 pixels explains as well"
                } else {
                    "no trace"
                };
                format!(
                    "Every second diagonal differs {strength:.1} times as much as other frequencies \
                     do (a grid of 8 pixels: {grid:.1} times): {verdict}."
                )
            }
            _ => String::new(),
        }
    }
}

fn bits(set: f64, like_neighbour: Option<f64>) -> String {
    let set = percent(set);
    match like_neighbour {
        Some(like) => format!(
            "The bit is set in {set} of the pixels; {} are like their right neighbour, and of pure \
             noise half would be.",
            percent(like)
        ),
        None => format!("The bit is set in {set} of the pixels."),
    }
}

fn along(shift_px: i32, positive: &str, negative: &str) -> String {
    let direction = if shift_px < 0 { negative } else { positive };
    format!("{} pixels {direction}", shift_px.unsigned_abs())
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Area;

    #[test]
    fn numbers_of_a_fact_are_in_its_sentence() {
        let area = Area {
            x_px: 3,
            y_px: 5,
            width_px: 70,
            height_px: 90,
        };
        let repeated = Fact::Repeated {
            shift_x_px: 120,
            shift_y_px: -40,
            pairs: 625,
            area,
        };
        let text = repeated.english();
        for part in ["625", "120 pixels right", "40 pixels up", "70 × 90"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let cfa = |strength, grid, found| {
            Fact::CfaPeak {
                strength,
                grid,
                found,
            }
            .english()
        };
        assert!(cfa(9.0, 1.0, true).ends_with("a trace of interpolation."));
        assert!(cfa(9.0, 8.0, false).contains("grid of 8 pixels explains"));
        assert!(cfa(1.0, 1.0, false).ends_with("no trace."));
        for coefficient in 1..=9 {
            let facts = [
                Fact::RoundingStep {
                    coefficient,
                    step: 4,
                },
                Fact::NoComb { coefficient },
                Fact::TooFewValues { coefficient },
            ];
            let name = format!("Coefficient {coefficient} ");
            assert!(facts.iter().all(|fact| fact.english().starts_with(&name)));
        }
    }
}
