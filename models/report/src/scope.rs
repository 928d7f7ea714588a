//! Which pictures a detector is for.

use serde::{Deserialize, Serialize};

use crate::reason::Reason;

/// The sizes that a detector is for; a picture outside gets no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Shortest side, in pixels.
    pub min_side_px: u32,
    /// Longest side, in pixels, for detectors of small pictures.
    pub max_side_px: Option<u32>,
}

impl Scope {
    /// Why a picture of this size is not judged; empty when it is.
    pub fn objections_to_size(&self, width_px: u32, height_px: u32) -> Vec<Reason> {
        let mut objections = Vec::new();
        if width_px.min(height_px) < self.min_side_px {
            objections.push(Reason::TooSmall {
                width_px,
                height_px,
                min_side_px: self.min_side_px,
            });
        }
        if let Some(max_side_px) = self.max_side_px
            && width_px.max(height_px) > max_side_px
        {
            objections.push(Reason::TooLarge {
                width_px,
                height_px,
                max_side_px,
            });
        }
        objections
    }

    /// Whether a picture of this size is judged.
    pub fn admits(&self, width_px: u32, height_px: u32) -> bool {
        self.objections_to_size(width_px, height_px).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_counts_and_the_limits_belong_to_the_scope() {
        let scope = Scope {
            min_side_px: 16,
            max_side_px: Some(64),
        };
        assert!(scope.admits(16, 64));
        assert!(!scope.admits(15, 40));
        assert!(!scope.admits(40, 65));
        // Long and thin: both limits are broken.
        assert_eq!(scope.objections_to_size(100, 3).len(), 2);
    }

    #[test]
    fn without_an_upper_limit_no_picture_is_too_large() {
        let scope = Scope {
            min_side_px: 1,
            max_side_px: None,
        };
        assert!(scope.admits(60_000, 60_000));
    }
}
