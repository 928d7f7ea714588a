//! The documents' templates, and how they write numbers.

use anyhow::{Context, Result};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

use crate::metrics::Metrics;

/// A measured figure; none where the pictures do not define it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Figure {
    value: Option<f64>,
    interval: Option<[f64; 2]>,
}

impl Figure {
    /// The figure `value` of `metrics`, with the interval that it has under `name`.
    pub(super) fn of(metrics: &Metrics, name: &str, value: Option<f64>) -> Self {
        Self {
            value,
            interval: metrics.intervals.get(name).copied(),
        }
    }
}

impl Figure {
    /// A mean over pictures, with the interval that it has.
    pub(super) fn of_mean(mean: Option<(f64, Option<[f64; 2]>)>) -> Self {
        Self {
            value: mean.map(|(value, _)| value),
            interval: mean.and_then(|(_, interval)| interval),
        }
    }

    pub(super) fn value(&self) -> Option<f64> {
        self.value
    }

    /// One less the figure.
    pub(super) fn complement(self) -> Self {
        Self {
            value: self.value.map(|value| 1.0 - value),
            interval: self.interval.map(|[low, high]| [1.0 - high, 1.0 - low]),
        }
    }
}

impl From<Option<f64>> for Figure {
    fn from(value: Option<f64>) -> Self {
        Self {
            value,
            interval: None,
        }
    }
}

macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("templates/", $name)))),+]
    };
}

const TEMPLATES: [(&str, &str); 11] = templates![
    "chart.md",
    "detector_summary.md",
    "detector_table.md",
    "detectors.md",
    "experiment.md",
    "experiment_parts.md",
    "experiments.md",
    "explanations.md",
    "heads.md",
    "model_card.md",
    "regions.md",
];

/// The document that the template `name` makes of `data`.
///
/// # Errors
///
/// A template that names what `data` lacks.
pub(super) fn render(name: &str, data: &impl Serialize) -> Result<String> {
    environment()?
        .get_template(name)?
        .render(Serde(data))
        .with_context(|| format!("the document {name} cannot be made"))
}

fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()?,
    );
    environment.add_filter("fixed", fixed);
    environment.add_filter("figure", figure);
    environment.add_filter("shortest", |number: f64| number.to_string());
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// A number with so many decimals, or a dash where there is none.
fn fixed(number: Option<f64>, decimals: usize) -> String {
    number.map_or("–".to_owned(), |number| format!("{number:.decimals$}"))
}

/// A figure times `scale` with so many decimals, and its interval in brackets if it has one.
fn figure(Serde(figure): Serde<Figure>, scale: f64, decimals: usize) -> String {
    let number = fixed(figure.value.map(|value| value * scale), decimals);
    match (figure.value, figure.interval) {
        (Some(_), Some([low, high])) => format!(
            "{number} ({:.decimals$} to {:.decimals$})",
            low * scale,
            high * scale
        ),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_interval_in_brackets_and_a_dash_where_they_are_not_defined() {
        let measured = Figure {
            value: Some(0.4567),
            interval: Some([0.3, 0.61234]),
        };
        assert_eq!(figure(Serde(measured), 100.0, 1), "45.7 (30.0 to 61.2)");
        assert_eq!(figure(Serde(Some(0.5).into()), 1.0, 3), "0.500");
        assert_eq!(figure(Serde(Figure::default()), 1.0, 3), "–");
        assert_eq!(fixed(None, 4), "–");
    }

    #[test]
    fn every_template_is_understood() {
        let environment = environment().expect("templates");
        for (name, _) in TEMPLATES {
            assert!(environment.get_template(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_the_data_lacks_is_an_error_and_no_gap() {
        #[derive(Serialize)]
        struct Nothing {}
        assert!(render("detectors.md", &Nothing {}).is_err());
    }
}
