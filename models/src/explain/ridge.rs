//! Least squares with weights, an intercept and a ridge.

/// A linear model over what is there and what is not.
#[derive(Clone, Debug, PartialEq)]
pub struct Ridge {
    /// Of each column.
    pub weights: Vec<f64>,
    /// What is said where nothing is there.
    pub intercept: f64,
}

impl Ridge {
    /// The weights `w` and the intercept `b` for which `Σ weight (score - b - w · row)² + ridge |w|²` is
    /// least over the samples; without a ridge it must have one solution.
    ///
    /// # Panics
    ///
    /// If the lengths differ, or no sample counts.
    pub fn fit(rows: &[Vec<bool>], scores: &[f64], sample_weights: &[f64], ridge: f64) -> Self {
        assert!(rows.len() == scores.len() && rows.len() == sample_weights.len());
        let columns = rows.first().map_or(0, Vec::len);
        let total: f64 = sample_weights.iter().sum();
        assert!(total > 0.0, "some sample counts");
        let there = |row: &Vec<bool>, column: usize| f64::from(u8::from(row[column]));
        let weighed = || rows.iter().zip(scores).zip(sample_weights);
        // The intercept has no ridge, so it is that of the weighted means.
        let mean_score = weighed().map(|((_, y), w)| w * y).sum::<f64>() / total;
        let means: Vec<f64> = (0..columns)
            .map(|column| {
                weighed()
                    .map(|((row, _), w)| w * there(row, column))
                    .sum::<f64>()
                    / total
            })
            .collect();
        let mut matrix = vec![vec![0.0; columns]; columns];
        let mut right = vec![0.0; columns];
        for ((row, score), weight) in weighed() {
            let centred: Vec<f64> = (0..columns).map(|c| there(row, c) - means[c]).collect();
            for (i, line) in matrix.iter_mut().enumerate() {
                right[i] += weight * centred[i] * (score - mean_score);
                for (cell, other) in line.iter_mut().zip(&centred).take(i + 1) {
                    *cell += weight * centred[i] * other;
                }
            }
        }
        for (place, line) in matrix.iter_mut().enumerate() {
            line[place] += ridge;
        }
        let weights = solve(matrix, right);
        let explained: f64 = weights.iter().zip(&means).map(|(w, mean)| w * mean).sum();
        Self {
            weights,
            intercept: mean_score - explained,
        }
    }
}

/// Solves for a symmetric, positive definite matrix, of which the lower triangle is read, by its
/// Cholesky factor.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for i in 0..size {
        for j in 0..=i {
            let product: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - product;
            matrix[i][j] = if i == j {
                rest.max(f64::MIN_POSITIVE).sqrt()
            } else {
                rest / matrix[j][j]
            };
        }
    }
    for i in 0..size {
        let known: f64 = (0..i).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|k| matrix[k][i] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}
