//! How well logits tell real from synthetic pictures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spectrafide_report::Label;

use crate::metrics::{Scored, roc_curve};

/// Figures of a ranking; none where a class is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Share of pairs of a real and a synthetic picture in the right order.
    pub auroc: Option<f64>,
    /// Share of synthetic pictures above a threshold that at most 5 % of real ones reach.
    pub tpr_at_fpr_05: Option<f64>,
    /// The same with 1 %.
    pub tpr_at_fpr_01: Option<f64>,
}

impl Figures {
    /// Those of logits, or of any other scores.
    pub fn of(logits: &[(f32, Label)]) -> Self {
        let mut order: Vec<usize> = (0..logits.len()).collect();
        order.sort_by(|&a, &b| logits[a].0.total_cmp(&logits[b].0));
        // Scores are limited to 0 to 1, where logits far from 0 would become the same: ranks do not.
        let (mut scored, mut rank) = (Vec::with_capacity(logits.len()), 0_usize);
        for (place, &index) in order.iter().enumerate() {
            let (logit, label) = logits[index];
            if place > 0 && logit != logits[order[place - 1]].0 {
                rank = place;
            }
            scored.push(Scored {
                score: rank as f32 / logits.len() as f32,
                label,
                group: 0,
            });
        }
        let curve = roc_curve(&scored);
        if curve.is_empty() {
            return Self::default();
        }
        let area = curve
            .windows(2)
            .map(|pair| (pair[1].fpr - pair[0].fpr) * f64::midpoint(pair[0].tpr, pair[1].tpr));
        let at = |most: f64| {
            let allowed = curve.iter().filter(|point| point.fpr <= most);
            Some(rounded(allowed.map(|point| point.tpr).fold(0.0, f64::max)))
        };
        Self {
            auroc: Some(rounded(area.sum())),
            tpr_at_fpr_05: at(0.05),
            tpr_at_fpr_01: at(0.01),
        }
    }

    /// The means of `all`; none where one of them has none.
    pub fn mean(all: &[Self]) -> Self {
        let mean = |figure: fn(&Self) -> Option<f64>| {
            let figures: Option<Vec<f64>> = all.iter().map(figure).collect();
            figures
                .filter(|figures| !figures.is_empty())
                .map(|figures| rounded(figures.iter().sum::<f64>() / figures.len() as f64))
        };
        Self {
            auroc: mean(|figures| figures.auroc),
            tpr_at_fpr_05: mean(|figures| figures.tpr_at_fpr_05),
            tpr_at_fpr_01: mean(|figures| figures.tpr_at_fpr_01),
        }
    }
}

/// As many digits as a file gives back exactly.
fn rounded(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}

/// Figures of each tier, and of all together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Of all tiers, by one threshold.
    pub together: Figures,
    /// By the name of the tier.
    pub tiers: BTreeMap<String, Figures>,
}

impl Measured {
    /// The means of `all`.
    pub fn mean(all: &[Self]) -> Self {
        let together: Vec<Figures> = all.iter().map(|measured| measured.together).collect();
        let mut tiers: BTreeMap<String, Vec<Figures>> = BTreeMap::new();
        for (name, &figures) in all.iter().flat_map(|measured| &measured.tiers) {
            tiers.entry(name.clone()).or_default().push(figures);
        }
        Self {
            together: Figures::mean(&together),
            tiers: tiers
                .into_iter()
                .map(|(name, figures)| (name, Figures::mean(&figures)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logits(real: &[f32], synthetic: &[f32]) -> Vec<(f32, Label)> {
        let real = real.iter().map(|&logit| (logit, Label::Real));
        let synthetic = synthetic.iter().map(|&logit| (logit, Label::Synthetic));
        real.chain(synthetic).collect()
    }

    #[test]
    fn figures_are_those_of_their_definitions() {
        // Far beyond where a probability would be one.
        let real: Vec<f32> = (0..40)
            .map(|place| 100.0 + (place * 7 % 40) as f32)
            .collect();
        let synthetic: Vec<f32> = (0..30)
            .map(|place| 110.0 + (place * 11 % 30) as f32 * 1.5)
            .collect();
        let figures = Figures::of(&logits(&real, &synthetic));
        let mut pairs = 0.0;
        for low in &real {
            for high in &synthetic {
                pairs += if high > low {
                    1.0
                } else if high == low {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let auroc = figures.auroc.expect("both classes");
        // Six digits are kept.
        assert!((auroc - pairs / 1200.0).abs() < 1e-6, "{auroc}");
        // Two of 40 real pictures may be at or above the threshold: those at 138 and 139. None may
        // be at 1 %.
        let above =
            |limit: f32| synthetic.iter().filter(|&&logit| logit > limit).count() as f64 / 30.0;
        assert_eq!(figures.tpr_at_fpr_05, Some(rounded(above(137.0))));
        assert_eq!(figures.tpr_at_fpr_01, Some(rounded(above(139.0))));
    }

    #[test]
    fn one_class_has_no_figures_and_neither_has_their_mean() {
        let none = Figures::of(&logits(&[1.0], &[]));
        assert_eq!(none, Figures::default());
        let some = Figures::of(&logits(&[1.0], &[2.0]));
        assert_eq!(some.auroc, Some(1.0));
        assert_eq!(Figures::mean(&[some, none]), Figures::default());
        let half = Figures::of(&logits(&[1.0], &[1.0]));
        assert_eq!(Figures::mean(&[some, half]).auroc, Some(0.75));
    }
}
