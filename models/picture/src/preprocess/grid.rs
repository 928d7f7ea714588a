//! Squares that lie over a whole picture, for a verdict by place.

use crate::region::Region;

/// Most squares along a side.
const MOST: u32 = 4;

/// How far apart the middles of two squares may be, as a share of a square's side, where there are
/// fewer than [`MOST`].
const APART: f64 = 0.75;

/// Squares of a picture in rows, each row from the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Squares in a row.
    pub columns: u32,
    /// Rows.
    pub rows: u32,
    /// The squares, row by row.
    pub regions: Vec<Region>,
}

impl Grid {
    /// Squares of `side` pixels, or of the picture's own size where that is smaller, evenly over a
    /// picture of this size: as many along a side as leave no gap, and at most four. Of a long side
    /// parts stay unseen.
    pub fn over((width_px, height_px): (u32, u32), side: u32) -> Self {
        let (across, down) = (places(width_px, side), places(height_px, side));
        let square = |x_px, y_px| Region {
            x_px,
            y_px,
            width_px: side.min(width_px),
            height_px: side.min(height_px),
        };
        let row = |&y_px: &u32| across.iter().map(move |&x_px| square(x_px, y_px));
        Self {
            columns: across.len() as u32,
            rows: down.len() as u32,
            regions: down.iter().flat_map(row).collect(),
        }
    }
}

/// Where the squares begin along a side of `length` pixels.
fn places(length: u32, side: u32) -> Vec<u32> {
    let free = length.saturating_sub(side);
    let gaps = (f64::from(free) / (f64::from(side) * APART)).ceil() as u32;
    let gaps = gaps.min(MOST - 1);
    let place = |index: u32| {
        let share = f64::from(index) / f64::from(gaps.max(1));
        (f64::from(free) * share).round() as u32
    };
    if gaps == 0 {
        // One, in the middle.
        return vec![free / 2];
    }
    (0..=gaps).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_reach_from_edge_to_edge_and_leave_no_gap_until_there_are_four() {
        for (length, expected) in [
            (100, vec![0]),
            (224, vec![0]),
            (300, vec![0, 76]),
            (512, vec![0, 144, 288]),
            (900, vec![0, 225, 451, 676]),
            (4000, vec![0, 1259, 2517, 3776]),
        ] {
            assert_eq!(places(length, 224), expected, "{length}");
        }
    }

    #[test]
    fn a_picture_of_900_pixels_has_at_least_three_by_three() {
        let grid = Grid::over((1200, 900), 224);
        assert!(grid.columns >= 3 && grid.rows >= 3);
        assert_eq!(grid.regions.len() as u32, grid.columns * grid.rows);
        let second = grid.regions[1];
        assert!(second.x_px > 0 && second.y_px == 0, "row by row");
        let last = grid.regions[grid.regions.len() - 1];
        assert_eq!((last.x_px + 224, last.y_px + 224), (1200, 900));
        let small = Grid::over((100, 60), 224);
        assert_eq!((small.columns, small.rows), (1, 1));
        assert_eq!(
            (small.regions[0].width_px, small.regions[0].height_px),
            (100, 60)
        );
    }
}
