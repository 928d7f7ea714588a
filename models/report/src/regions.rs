//! What a detector says of the parts of a picture.

use serde::{Deserialize, Serialize};

use crate::score::Score;

/// One part of a picture, in pixels of the upright picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionScore {
    /// Left edge.
    pub x_px: u32,
    /// Upper edge.
    pub y_px: u32,
    /// Width.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
    /// The calibrated score of this part alone; absent where it is nearly one colour.
    pub score: Option<Score>,
}

/// The scores of parts that lie over a picture in rows. They are no verdict: a detector is wrong on
/// a single part more often than on a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regions {
    /// Parts in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// The parts, row by row.
    pub parts: Vec<RegionScore>,
}

impl Regions {
    /// The lowest and the highest score; none where every part is nearly one colour.
    pub fn range(&self) -> Option<(Score, Score)> {
        let mut scores: Vec<Score> = self.parts.iter().filter_map(|part| part.score).collect();
        scores.sort_by(|a, b| a.value().total_cmp(&b.value()));
        Some((*scores.first()?, *scores.last()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_of_the_parts_that_have_a_score() {
        let part = |score: Option<f32>| RegionScore {
            x_px: 0,
            y_px: 0,
            width_px: 1,
            height_px: 1,
            score: score.map(Score::new),
        };
        let regions = |scores: &[Option<f32>]| Regions {
            columns: scores.len() as u32,
            rows: 1,
            parts: scores.iter().map(|score| part(*score)).collect(),
        };
        let found = regions(&[Some(0.4), None, Some(0.9), Some(0.1)]).range();
        assert_eq!(found, Some((Score::new(0.1), Score::new(0.9))));
        assert_eq!(regions(&[None]).range(), None);
    }
}
