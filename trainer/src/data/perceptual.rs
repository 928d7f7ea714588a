//! A hash that stays nearly the same when a picture is scaled or compressed.

use std::fmt;

use image::RgbImage;
use image::imageops;
use serde::{Deserialize, Serialize};

/// Most bits in which two versions of one picture differ, of 128. Unrelated pictures differ in
/// about half of them.
pub const NEAR: u32 = 8;

/// Side of the thumbnail, in pixels.
const SIDE: u32 = 9;

/// Least number of bits, in both halves together, that differ from most of their half: all
/// pictures that just get brighter in one direction have one hash, give or take a few bits.
const LEAST_MINORITY: u32 = 2 * NEAR;

/// Smallest difference of the thumbnail's darkest and brightest pixel, in levels of 255, from
/// which its order says something about the picture.
const LEAST_RANGE: u8 = 8;

/// A difference hash: for each pixel of a grey thumbnail whether its right neighbour is brighter,
/// and then whether its lower one is; 64 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(u128);

impl Hash {
    /// The hash of `pixels`; none for a picture that is nearly of one brightness, or that is not
    /// much more than a gradient.
    pub fn of(pixels: &RgbImage) -> Option<Self> {
        Self::bits(pixels).filter(|hash| {
            let halves = [hash.0 as u64, (hash.0 >> 64) as u64];
            let minority = |half: u64| half.count_ones().min(half.count_zeros());
            halves.map(minority).iter().sum::<u32>() >= LEAST_MINORITY
        })
    }

    fn bits(pixels: &RgbImage) -> Option<Self> {
        let small = imageops::thumbnail(&imageops::grayscale(pixels), SIDE, SIDE);
        let at = |x: u32, y: u32| small.get_pixel(x, y).0[0];
        let levels = || small.pixels().map(|pixel| pixel.0[0]);
        if levels().max()? - levels().min()? < LEAST_RANGE {
            return None;
        }
        let mut bits = 0_u128;
        let mut push = |bit: bool| bits = bits << 1 | u128::from(bit);
        for y in 0..SIDE - 1 {
            for x in 0..SIDE - 1 {
                push(at(x + 1, y) > at(x, y));
            }
        }
        for y in 0..SIDE - 1 {
            for x in 0..SIDE - 1 {
                push(at(x, y + 1) > at(x, y));
            }
        }
        Some(Self(bits))
    }

    /// Number of bits that differ.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether both are of one picture, as far as can be told.
    pub fn is_near(self, other: Self) -> bool {
        self.distance(other) <= NEAR
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        u128::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|error| format!("`{text}` is no hash: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, imageops::FilterType};
    use spectrafide_picture::jpeg::{self, Chroma};

    /// Blocks of grey that a linear congruential generator chooses.
    fn blocks(seed: u32) -> RgbImage {
        RgbImage::from_fn(180, 180, |x, y| {
            let block = (y / 20 * 9 + x / 20).wrapping_add(seed * 1009);
            let mixed = block.wrapping_mul(2_654_435_761) ^ (block << 13);
            Rgb([(mixed.wrapping_mul(2_246_822_519) >> 24) as u8; 3])
        })
    }

    fn hash(pixels: &RgbImage) -> Hash {
        Hash::of(pixels).expect("a picture with light and dark")
    }

    #[test]
    fn versions_of_a_picture_are_near() {
        for seed in 0..20 {
            let picture = blocks(seed);
            let small = imageops::resize(&picture, 90, 90, FilterType::Lanczos3);
            let compressed = jpeg::recompress(&picture, 50, Chroma::Half).expect("compressed");
            assert!(hash(&picture).is_near(hash(&small)), "{seed} scaled");
            assert!(
                hash(&picture).is_near(hash(&compressed)),
                "{seed} compressed"
            );
        }
    }

    /// 128 bits, each differing with a probability of about one half: eight or fewer are eleven
    /// deviations away.
    #[test]
    fn other_pictures_are_not() {
        for seed in 1..60 {
            assert!(!hash(&blocks(0)).is_near(hash(&blocks(seed))), "{seed}");
        }
        let mirrored = imageops::flip_horizontal(&blocks(0));
        assert!(!hash(&blocks(0)).is_near(hash(&mirrored)));
    }

    #[test]
    fn brighter_to_the_right_and_below_sets_the_bits_of_each_half() {
        let across = RgbImage::from_fn(90, 90, |x, _| Rgb([(x * 2) as u8; 3]));
        let down = RgbImage::from_fn(90, 90, |_, y| Rgb([(y * 2) as u8; 3]));
        let low_half = u128::from(u64::MAX);
        let bits = |pixels: &RgbImage| Hash::bits(pixels).expect("bits");
        assert_eq!(bits(&across).0, low_half << 64);
        assert_eq!(bits(&down).0, low_half);
        assert_eq!(bits(&across).distance(bits(&down)), 128);
        assert_eq!(
            (Hash::of(&across), Hash::of(&down)),
            (None, None),
            "gradients"
        );
    }

    #[test]
    fn a_flat_picture_has_no_hash() {
        assert_eq!(Hash::of(&RgbImage::from_pixel(50, 50, Rgb([90; 3]))), None);
        assert_eq!(Hash::of(&RgbImage::new(1, 1)), None);
    }

    #[test]
    fn a_hash_is_read_back() {
        let known = hash(&blocks(3));
        let json = serde_json::to_string(&known).expect("written");
        assert_eq!(serde_json::from_str::<Hash>(&json).expect("read"), known);
        assert!(serde_json::from_str::<Hash>("\"xyz\"").is_err());
    }
}
