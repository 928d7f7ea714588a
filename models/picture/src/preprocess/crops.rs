//! Which squares of a picture are judged.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::region::Region;
use crate::survey::Survey;

/// How the squares after the first one, which is in the middle, are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CropChoice {
    /// The corners, without regard to what they show.
    #[default]
    Corners,
    /// Where there is most texture, and far from the squares that were chosen before: traces of
    /// processing cannot be read off a sky that the compression made flat, and one corner of a
    /// picture says little about a change in another. Of a picture that is much longer than wide,
    /// one from each part of its length before all others.
    Texture,
}

/// At most this many squares are compared along each side of a picture.
const MAX_PLACES: u32 = 24;

/// Least share of a square that no other one shows; what is nearly the same tells nothing new and
/// takes as long.
const MIN_NEW: f64 = 0.25;

/// A picture more than this many times as long as wide is judged all along its length: texture
/// alone may lead every square to one end of it.
const ELONGATED: u32 = 4;

/// At most `count` squares of `side` pixels, or of the picture's own size where that is smaller,
/// the most telling first. `survey` is asked for where texture decides alone.
pub(super) fn choose<'a>(
    size_px: (u32, u32),
    survey: impl FnOnce() -> Cow<'a, Survey>,
    side: u32,
    count: u32,
    choice: CropChoice,
) -> Vec<Region> {
    let (width_px, height_px) = (side.min(size_px.0), side.min(size_px.1));
    let (right, bottom) = (size_px.0 - width_px, size_px.1 - height_px);
    let at = |(x_px, y_px): (u32, u32)| Region {
        x_px,
        y_px,
        width_px,
        height_px,
    };
    let middle = at((right / 2, bottom / 2));
    let count = count.max(1) as usize;
    match choice {
        CropChoice::Corners => {
            let corners = [(0, 0), (right, bottom), (right, 0), (0, bottom)];
            let mut regions = vec![middle];
            for region in corners.map(at) {
                if regions.len() < count && !regions.contains(&region) {
                    regions.push(region);
                }
            }
            regions
        }
        CropChoice::Texture if count == 1 => vec![middle],
        CropChoice::Texture => {
            let (columns, rows) = (places(right, side), places(bottom, side));
            let candidates: Vec<Region> = rows
                .iter()
                .flat_map(|&y| columns.iter().map(move |&x| at((x, y))))
                .collect();
            let survey = survey();
            let (across, down) = size_px;
            let first = if across / down.max(1) >= ELONGATED {
                let centre = |region: Region| region.x_px + region.width_px / 2;
                let part = |region| part_of(centre(region), across, count);
                along(&survey, middle, &candidates, part)
            } else if down / across.max(1) >= ELONGATED {
                let centre = |region: Region| region.y_px + region.height_px / 2;
                let part = |region| part_of(centre(region), down, count);
                along(&survey, middle, &candidates, part)
            } else {
                vec![middle]
            };
            most_textured(&survey, first, &candidates, count)
        }
    }
}

/// Evenly spaced offsets from 0 to `room`, at most half a side apart where that is not too many.
fn places(room: u32, side: u32) -> Vec<u32> {
    let steps = room.div_ceil((side / 2).max(1)).min(MAX_PLACES - 1);
    (0..=steps)
        .map(|step| (u64::from(room) * u64::from(step) / u64::from(steps.max(1))) as u32)
        .collect()
}

/// Which of `count` equal parts of `length` has `place`.
fn part_of(place: u32, length: u32, count: usize) -> usize {
    (u64::from(place) * count as u64 / u64::from(length.max(1))) as usize
}

/// `middle`, and of each part of the length but its own the square with the most texture that shows
/// something new, the most textured first. `part` numbers the parts.
fn along(
    survey: &Survey,
    middle: Region,
    candidates: &[Region],
    part: impl Fn(Region) -> usize,
) -> Vec<Region> {
    let parts: BTreeSet<usize> = candidates.iter().copied().map(&part).collect();
    let mut rated: Vec<(Region, f64)> = Vec::new();
    for index in parts.into_iter().filter(|&index| index != part(middle)) {
        let is_new = |region: Region| {
            let chosen = rated.iter().map(|rated| rated.0).chain([middle]);
            chosen
                .map(|other| 1.0 - overlap(region, other))
                .all(|outside| outside >= MIN_NEW)
        };
        let best = candidates
            .iter()
            .filter(|&&region| part(region) == index && is_new(region))
            .map(|&region| (region, survey.texture(region)))
            // Of equal ones the first.
            .rev()
            .max_by(|a, b| a.1.total_cmp(&b.1));
        rated.extend(best);
    }
    rated.sort_by(|a, b| b.1.total_cmp(&a.1));
    std::iter::once(middle)
        .chain(rated.into_iter().map(|rated| rated.0))
        .collect()
}

/// Those that are `chosen`, and then each time the candidate with the highest product of its texture
/// and of the share of it that lies outside every square chosen before.
fn most_textured(
    survey: &Survey,
    mut chosen: Vec<Region>,
    candidates: &[Region],
    count: usize,
) -> Vec<Region> {
    let mut rated: Vec<(Region, f64, f64)> = candidates
        .iter()
        .map(|&region| {
            let outside = chosen.iter().map(|&other| 1.0 - overlap(region, other));
            (region, survey.texture(region), outside.fold(1.0, f64::min))
        })
        .collect();
    while chosen.len() < count {
        // A picture without any texture is judged all over too.
        let value = |&(_, texture, outside): &(Region, f64, f64)| {
            if outside < MIN_NEW {
                0.0
            } else {
                (texture + 1e-6) * outside
            }
        };
        // Of equal ones the first, so that the order does not depend on the search.
        let best = rated
            .iter()
            .rev()
            .max_by(|a, b| value(a).total_cmp(&value(b)));
        let Some(&(region, ..)) = best.filter(|best| best.2 >= MIN_NEW) else {
            break;
        };
        chosen.push(region);
        for (candidate, _, outside) in &mut rated {
            *outside = outside.min(1.0 - overlap(*candidate, region));
        }
    }
    chosen
}

/// The share of `a` that lies in `b`.
fn overlap(a: Region, b: Region) -> f64 {
    let along = |a: u32, a_length: u32, b: u32, b_length: u32| {
        f64::from((a + a_length).min(b + b_length).saturating_sub(a.max(b)))
    };
    let shared = along(a.x_px, a.width_px, b.x_px, b.width_px)
        * along(a.y_px, a.height_px, b.y_px, b.height_px);
    shared / (f64::from(a.width_px) * f64::from(a.height_px)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    /// Noise, from the generator of Numerical Recipes, inside `textured`, and grey elsewhere.
    fn picture(width: u32, height: u32, textured: impl Fn(u32, u32) -> bool) -> RgbImage {
        let mut state = 1_u32;
        RgbImage::from_fn(width, height, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb([if textured(x, y) {
                (state >> 24) as u8
            } else {
                128
            }; 3])
        })
    }

    fn textured(pixels: &RgbImage, side: u32, count: u32) -> Vec<Region> {
        choose(
            pixels.dimensions(),
            || Cow::Owned(Survey::of(pixels)),
            side,
            count,
            CropChoice::Texture,
        )
    }

    #[test]
    fn after_the_middle_come_the_squares_with_texture() {
        let pixels = picture(1024, 512, |x, _| x >= 768);
        let regions = textured(&pixels, 256, 3);
        assert_eq!((regions[0].x_px, regions[0].y_px), (384, 128));
        // The two that do not overlap, in either order.
        let mut others = [regions[1], regions[2]].map(|region| (region.x_px, region.y_px));
        others.sort_unstable();
        assert_eq!(others, [(768, 0), (768, 256)]);
    }

    /// Noise in the last quarter of a panorama and of a scroll, whose other parts have a little.
    #[test]
    fn a_long_picture_is_judged_all_along_its_length() {
        let strip = |turned: bool| {
            let (width, height) = if turned { (260, 2560) } else { (2560, 260) };
            let noise = picture(width, height, |_, _| true);
            RgbImage::from_fn(width, height, |x, y| {
                let place = if turned { y } else { x };
                let [value, ..] = noise.get_pixel(x, y).0;
                Rgb([if place > 1920 {
                    value
                } else {
                    100 + value / 32
                }; 3])
            })
        };
        for turned in [false, true] {
            let regions = textured(&strip(turned), 256, 5);
            let places: Vec<u32> = regions
                .iter()
                .map(|region| if turned { region.y_px } else { region.x_px })
                .collect();
            // The middle, and then the part of the noise.
            assert_eq!(places[0], 1152);
            assert!(places[1] > 1900, "{places:?}");
            let mut parts: Vec<u32> = places.iter().map(|place| (place + 128) / 512).collect();
            parts.sort_unstable();
            assert_eq!(parts, [0, 1, 2, 3, 4], "{places:?}");
        }
    }

    #[test]
    fn squares_lie_apart_where_all_is_textured_and_inside_the_picture() {
        let pixels = picture(1280, 1280, |_, _| true);
        let regions = textured(&pixels, 256, 9);
        assert_eq!(regions.len(), 9);
        for (index, a) in regions.iter().enumerate() {
            assert!(a.x_px + a.width_px <= 1280 && a.y_px + a.height_px <= 1280);
            for b in &regions[..index] {
                assert!(overlap(*a, *b) <= 0.25, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_picture_without_texture_is_judged_all_over_too() {
        let regions = textured(&picture(600, 600, |_, _| false), 256, 4);
        assert_eq!(regions.len(), 4);
    }

    #[test]
    fn a_picture_hardly_larger_than_the_square_gives_one() {
        for (width, height) in [(256, 256), (100, 200), (1, 1), (300, 280), (100, 300)] {
            let regions = textured(&picture(width, height, |_, _| true), 256, 5);
            let size = (width.min(256), height.min(256));
            assert_eq!(regions.len(), 1, "{width} x {height}");
            assert_eq!((regions[0].width_px, regions[0].height_px), size);
        }
    }

    #[test]
    fn a_large_picture_has_a_bounded_number_of_candidates() {
        let offsets = places(20_000, 256);
        assert_eq!(offsets.len(), MAX_PLACES as usize);
        assert_eq!((offsets[0], offsets[MAX_PLACES as usize - 1]), (0, 20_000));
        assert_eq!(places(0, 256), [0]);
        assert_eq!(places(100, 256), [0, 100]);
    }
}
