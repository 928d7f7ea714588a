//! Which part of a picture is looked at.

use std::borrow::Cow;

use image::{RgbImage, imageops};

use super::ViewError;
use crate::{Area, MAX_SIDE_PX};

/// Parts that nobody named begin on the grid of JPEG, in pixels.
const GRID_PX: u32 = 8;

/// The part of a picture of this `size` that a view is made of: `asked`, or all, and of what has more
/// than `most` pixels or a side above [`MAX_SIDE_PX`] the middle.
///
/// # Errors
///
/// `asked` is not within the picture, or there are no pixels.
pub fn part(size: (u32, u32), asked: Option<Area>, most: u64) -> Result<Area, ViewError> {
    let area = asked.unwrap_or(Area::whole(size));
    let ends_within = |start: u32, length: u32, side: u32| {
        length > 0 && start.checked_add(length).is_some_and(|end| end <= side)
    };
    if !ends_within(area.x_px, area.width_px, size.0)
        || !ends_within(area.y_px, area.height_px, size.1)
    {
        return Err(ViewError::Outside { area });
    }
    let (mut width, mut height) = (
        area.width_px.min(MAX_SIDE_PX),
        area.height_px.min(MAX_SIDE_PX),
    );
    let pixels = u64::from(width) * u64::from(height);
    if pixels > most {
        let factor = (most as f64 / pixels as f64).sqrt();
        let scaled = |side: u32| ((f64::from(side) * factor) as u32).max(1);
        (width, height) = (scaled(width), scaled(height));
    }
    Ok(Area {
        x_px: middle(area.x_px, area.width_px, width),
        y_px: middle(area.y_px, area.height_px, height),
        width_px: width,
        height_px: height,
    })
}

/// Where `length` of `whole` pixels begin, in the middle and on the grid.
fn middle(start: u32, whole: u32, length: u32) -> u32 {
    if length == whole {
        return start;
    }
    let begin = start + (whole - length) / 2;
    (begin / GRID_PX * GRID_PX).max(start)
}

/// The pixels of `area`, which is within `picture`.
pub fn cut(picture: &RgbImage, area: Area) -> Cow<'_, RgbImage> {
    if area == Area::whole(picture.dimensions()) {
        return Cow::Borrowed(picture);
    }
    let Area {
        x_px,
        y_px,
        width_px,
        height_px,
    } = area;
    Cow::Owned(imageops::crop_imm(picture, x_px, y_px, width_px, height_px).to_image())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pictures_are_looked_at_whole_and_large_ones_in_the_middle() {
        let whole = part((300, 200), None, 60_000).expect("within");
        assert_eq!(whole, Area::whole((300, 200)));
        let middle = part((8000, 4000), None, 2_000_000).expect("within");
        // A sixteenth of the pixels is a quarter of each side.
        assert_eq!((middle.width_px, middle.height_px), (2000, 1000));
        assert_eq!((middle.x_px, middle.y_px), (3000, 1496));
        let long = part((60_000, 3), None, 16_000_000).expect("within");
        assert_eq!((long.width_px, long.height_px), (16_384, 3));
    }

    #[test]
    fn an_area_must_be_within_the_picture() {
        let area = |x_px, y_px, width_px, height_px| Area {
            x_px,
            y_px,
            width_px,
            height_px,
        };
        let inside = area(10, 20, 30, 40);
        assert_eq!(
            part((100, 100), Some(inside), 10_000).expect("within"),
            inside
        );
        for outside in [
            area(90, 0, 11, 10),
            area(0, 90, 10, 11),
            area(0, 0, 0, 5),
            area(u32::MAX, 0, 2, 2),
        ] {
            assert!(
                part((100, 100), Some(outside), 10_000).is_err(),
                "{outside:?}"
            );
        }
        assert!(part((0, 0), None, 10_000).is_err());
    }
}
