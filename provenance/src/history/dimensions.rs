//! Sizes that generators favour.
//!
//! The weakest of all hints: screens, wallpapers and thumbnails have such sizes, too. It is never
//! given where a camera is named.

use crate::finding::Dimensions;

/// A size, and what favours it.
type Favourite = (u32, u32, &'static str);

/// In landscape; each also holds upright. Sources:
///
/// - Stable Diffusion 1 and 2: the model cards,
///   <https://huggingface.co/stable-diffusion-v1-5/stable-diffusion-v1-5> and
///   <https://huggingface.co/stabilityai/stable-diffusion-2>
/// - SDXL: the sizes that Stability's interface accepts for it,
///   <https://platform.stability.ai/docs/api-reference#tag/SDXL-and-SD1.6>
/// - DALL-E 2, DALL-E 3 and GPT image: <https://platform.openai.com/docs/api-reference/images>
/// - Gemini Flash Image: <https://ai.google.dev/gemini-api/docs/image-generation>
/// - Qwen-Image: <https://huggingface.co/Qwen/Qwen-Image>
///
/// Sizes that are common on screens (such as 1024 by 768) are left out.
const FAVOURITES: [Favourite; 23] = [
    (512, 512, "Stable Diffusion 1"),
    (512, 512, "DALL-E 2"),
    (768, 768, "Stable Diffusion 2"),
    (1024, 1024, "SDXL"),
    (1024, 1024, "DALL-E 2"),
    (1024, 1024, "DALL-E 3"),
    (1024, 1024, "GPT image"),
    (1024, 1024, "Gemini Flash Image"),
    (1152, 896, "SDXL"),
    (1216, 832, "SDXL"),
    (1344, 768, "SDXL"),
    (1536, 640, "SDXL"),
    (1792, 1024, "DALL-E 3"),
    (1536, 1024, "GPT image"),
    (1248, 832, "Gemini Flash Image"),
    (1184, 864, "Gemini Flash Image"),
    (1152, 896, "Gemini Flash Image"),
    (1344, 768, "Gemini Flash Image"),
    (1536, 672, "Gemini Flash Image"),
    (1328, 1328, "Qwen-Image"),
    (1664, 928, "Qwen-Image"),
    (1472, 1104, "Qwen-Image"),
    (1584, 1056, "Qwen-Image"),
];

/// The generators that favour a size; `None` where there is none.
pub fn typical(width_px: u32, height_px: u32) -> Option<Dimensions> {
    let sides = (width_px.max(height_px), width_px.min(height_px));
    let typical_of: Vec<String> = FAVOURITES
        .iter()
        .filter(|(width, height, _)| (*width, *height) == sides)
        .map(|(.., generator)| (*generator).to_owned())
        .collect();
    (!typical_of.is_empty()).then_some(Dimensions {
        width_px,
        height_px,
        typical_of,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_hold_in_both_directions() {
        for (width, height) in [(1792, 1024), (1024, 1792)] {
            let found = typical(width, height).unwrap();
            assert_eq!((found.width_px, found.height_px), (width, height));
            assert_eq!(found.typical_of, ["DALL-E 3"]);
        }
        assert!(typical(512, 512).unwrap().typical_of.len() > 1);
    }

    /// Sensors, screens and the square of a social network.
    #[test]
    fn sizes_of_cameras_and_screens_say_nothing() {
        for (width, height) in [
            (6000, 4000),
            (4032, 3024),
            (1920, 1080),
            (1366, 768),
            (1024, 768),
            (1080, 1080),
            (0, 0),
            (1792, 1025),
        ] {
            assert_eq!(typical(width, height), None);
        }
    }

    #[test]
    fn the_table_is_in_landscape_and_has_no_entry_twice() {
        for (index, favourite) in FAVOURITES.iter().enumerate() {
            assert!(favourite.0 >= favourite.1);
            assert!(!FAVOURITES[..index].contains(favourite));
        }
    }
}
