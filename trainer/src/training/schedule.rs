//! The learning rate over time.

use serde::{Deserialize, Serialize};

/// A schedule, as a factor of the peak learning rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// Always the peak.
    Constant,
    /// A linear rise over the first epochs, then half a cosine down to zero
    /// (<https://arxiv.org/abs/1608.03983>, without restarts).
    Cosine {
        /// Length of the rise, in epochs.
        warmup_epochs: f64,
    },
    /// Multiplied by `factor` whenever the validation loss has not fallen for `patience_epochs`.
    ReduceOnPlateau {
        /// Between 0 and 1.
        factor: f64,
        /// Epochs to wait.
        patience_epochs: usize,
    },
}

impl Schedule {
    /// The factor at `epochs_done` (with a fraction) of `epochs`, after the validation losses
    /// `history`.
    pub fn factor(&self, epochs_done: f64, epochs: usize, history: &[f64]) -> f64 {
        match *self {
            Self::Constant => 1.0,
            Self::Cosine { warmup_epochs } => {
                if epochs_done < warmup_epochs {
                    return (epochs_done / warmup_epochs).max(0.01);
                }
                let rest = (epochs as f64 - warmup_epochs).max(f64::MIN_POSITIVE);
                let progress = ((epochs_done - warmup_epochs) / rest).clamp(0.0, 1.0);
                f64::midpoint(1.0, (std::f64::consts::PI * progress).cos())
            }
            Self::ReduceOnPlateau {
                factor,
                patience_epochs,
            } => factor.powi(plateaus(history, patience_epochs) as i32),
        }
    }
}

/// How often `history` went `patience` epochs without a new lowest value.
fn plateaus(history: &[f64], patience: usize) -> usize {
    let (mut best, mut waited, mut count) = (f64::INFINITY, 0, 0);
    for &loss in history {
        if loss < best {
            (best, waited) = (loss, 0);
        } else {
            waited += 1;
            if waited >= patience.max(1) {
                (waited, count) = (0, count + 1);
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_rises_falls_and_ends_at_zero() {
        let cosine = Schedule::Cosine { warmup_epochs: 1.0 };
        assert_eq!(cosine.factor(0.5, 11, &[]), 0.5);
        assert_eq!(cosine.factor(1.0, 11, &[]), 1.0);
        assert!((cosine.factor(6.0, 11, &[]) - 0.5).abs() < 1e-12);
        assert!(cosine.factor(11.0, 11, &[]).abs() < 1e-12);
    }

    #[test]
    fn a_plateau_lowers_the_rate_once_for_each_wait() {
        let plateau = Schedule::ReduceOnPlateau {
            factor: 0.1,
            patience_epochs: 2,
        };
        assert_eq!(plateau.factor(0.0, 9, &[1.0, 0.9, 0.95]), 1.0);
        assert!((plateau.factor(0.0, 9, &[1.0, 0.9, 0.95, 0.91]) - 0.1).abs() < 1e-12);
        assert!((plateau.factor(0.0, 9, &[1.0, 1.0, 1.0, 1.0, 1.0]) - 0.01).abs() < 1e-12);
    }
}
