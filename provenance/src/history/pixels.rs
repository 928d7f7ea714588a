//! The decoded picture on the grid of its file.

use image::RgbImage;

/// Reads an upright picture as it lies in the file.
///
/// JPEG blocks and thumbnails belong to the stored grid. A turned copy of a large picture would
/// not fit the limit on memory, so every access is turned instead.
#[derive(Clone, Copy)]
pub struct Stored<'a> {
    picture: &'a RgbImage,
    orientation: u8,
}

impl<'a> Stored<'a> {
    /// `orientation` is the EXIF value by which `picture` was turned upright, 1 to 8; anything
    /// else counts as 1. Source: CIPA DC-008 (EXIF 2.32), tag 274,
    /// <https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf>.
    pub fn new(picture: &'a RgbImage, orientation: u8) -> Self {
        Self {
            picture,
            orientation,
        }
    }

    /// Width and height as stored.
    pub fn dimensions(&self) -> (u32, u32) {
        let (width, height) = self.picture.dimensions();
        match self.orientation {
            5..=8 => (height, width),
            _ => (width, height),
        }
    }

    /// The pixel at a stored position; `None` outside.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        let (width, height) = self.dimensions();
        let from_right = width.checked_sub(1)?.checked_sub(x)?;
        let from_bottom = height.checked_sub(1)?.checked_sub(y)?;
        let (x, y) = match self.orientation {
            2 => (from_right, y),
            3 => (from_right, from_bottom),
            4 => (x, from_bottom),
            5 => (y, x),
            6 => (from_bottom, x),
            7 => (from_bottom, from_right),
            8 => (y, from_right),
            _ => (x, y),
        };
        self.picture.get_pixel_checked(x, y).map(|pixel| pixel.0)
    }

    /// Luma at a stored position, 0 to 255 (ITU-R BT.601, the weights of JFIF); `None` outside.
    pub fn luma(&self, x: u32, y: u32) -> Option<f32> {
        let [red, green, blue] = self.pixel(x, y)?.map(f32::from);
        Some(0.299 * red + 0.587 * green + 0.114 * blue)
    }
}

#[cfg(test)]
mod tests {
    use image::DynamicImage;
    use image::metadata::Orientation;

    use super::*;

    /// The image crate turns the picture upright; this undoes it.
    #[test]
    fn every_orientation_is_undone() {
        let stored = RgbImage::from_fn(5, 3, |x, y| image::Rgb([x as u8, y as u8, 7]));
        for value in 1..=8 {
            let mut upright = DynamicImage::ImageRgb8(stored.clone());
            upright.apply_orientation(Orientation::from_exif(value).unwrap());
            let upright = upright.into_rgb8();
            let view = Stored::new(&upright, value);
            assert_eq!(view.dimensions(), (5, 3));
            for (x, y, pixel) in stored.enumerate_pixels() {
                assert_eq!(view.pixel(x, y), Some(pixel.0), "{value}");
            }
            assert_eq!(view.pixel(5, 0), None);
            assert_eq!(view.pixel(0, 3), None);
        }
    }
}
