//! Why there is no view.

use spectrafide_picture::jpeg::JpegError;

use crate::Area;

/// Why a view could not be computed.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A parameter has a value that it may not have.
    #[error("The parameter {code} cannot have this value.")]
    Parameter {
        /// Its code.
        code: &'static str,
    },
    /// The area has no pixels or is not within the picture.
    #[error(
        "{} × {} pixels from column {} and row {} are not within the picture.",
        area.width_px, area.height_px, area.x_px, area.y_px
    )]
    Outside {
        /// The area.
        area: Area,
    },
    /// There are too few pixels.
    #[error(
        "The picture is too small for this view: it needs {least_px} pixels a side, and has \
         {width_px} × {height_px}."
    )]
    TooSmall {
        /// Fewest pixels a side.
        least_px: u32,
        /// The width that there is.
        width_px: u32,
        /// The height that there is.
        height_px: u32,
    },
    /// The copy could not be made.
    #[error("The JPEG copy could not be made: {0}")]
    Jpeg(#[from] JpegError),
}

impl ViewError {
    /// An error if a side is below `least_px`.
    pub(super) fn unless_large_enough(
        (width_px, height_px): (u32, u32),
        least_px: u32,
    ) -> Result<(), Self> {
        if width_px.min(height_px) < least_px {
            return Err(Self::TooSmall {
                least_px,
                width_px,
                height_px,
            });
        }
        Ok(())
    }
}
