//! The words for views and what they find. A page in another language has a module like this.

mod facts;

use crate::View;

/// What people are told about a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name.
    pub title: &'static str,
    /// What one sees in a photograph that nobody changed.
    pub untouched: &'static str,
    /// What makes the view worthless.
    pub worthless: &'static str,
    /// What it cannot do, where that is easily overlooked.
    pub limit: Option<&'static str>,
}

impl View {
    /// What people are told about it.
    pub fn english(&self) -> Words {
        let (title, untouched, worthless, limit) = match self {
            Self::ErrorLevel(_) => (
                "Error level analysis",
                "Edges and fine texture are bright and flat areas dark, the same everywhere for the \
                 same kind of surface.",
                "Saving the picture again makes all parts alike, and so does making it smaller.",
                Some(
                    "Sharp or colourful things are bright without any editing: compare like with \
                     like.",
                ),
            ),
            Self::MedianNoise(_) => (
                "Noise: median filter",
                "A fine grain covers the picture evenly, stronger at edges and in texture.",
                "Strong compression, a noise filter or a smaller copy takes the grain away.",
                None,
            ),
            Self::WaveletNoise(_) => (
                "Noise: level of each tile",
                "Tiles of like brightness and texture are alike; texture is brighter than sky.",
                "Strong compression, a noise filter or a smaller copy takes the noise away.",
                Some("Fine texture counts as noise."),
            ),
            Self::JpegGhosts(_) => (
                "JPEG ghosts",
                "The picture has one colour, or none, because all of it was saved alike.",
                "A later saving at a lower quality, another size or a crop hides what was saved \
                 before.",
                Some(
                    "A part that was saved on another grid of 8 pixels shows only with the right \
                     shift.",
                ),
            ),
            Self::LuminanceGradient(_) => (
                "Luminance gradient",
                "Light from one side gives like slopes one colour across the picture, under an even \
                 grain.",
                "Strong compression turns slopes into squares, and a blur takes the grain away.",
                None,
            ),
            Self::LevelSweep(_) => (
                "Level sweep",
                "Areas come and go smoothly as the level moves, with noise at their borders.",
                "Strong compression gives areas hard, square borders by itself.",
                None,
            ),
            Self::PrincipalComponents(_) => (
                "Principal components",
                "The first component looks like a black and white copy; the third is mostly noise \
                 and the squares of compression.",
                "Strong compression leaves little but squares in the third component.",
                None,
            ),
            Self::BitPlane(_) => (
                "Bit planes",
                "The lowest bit is noise without shapes, except where the picture is black, white or \
                 flat.",
                "Saving as JPEG makes the lowest bit anew, so what was in it before is gone.",
                None,
            ),
            Self::CloneHints(_) => (
                "Repeated areas",
                "Nothing is coloured, or scattered blocks of walls, grass, text and other patterns.",
                "A copy that was turned, resized or recoloured is not found.",
                Some("Only a hint: things that look alike repeat in honest pictures, too."),
            ),
            Self::Spectrum(_) => (
                "Spectrum and its peaks",
                "The picture fades evenly outwards and has no named peaks.",
                "A JPEG has peaks at a period of 8 pixels and its fractions, a screen or a print has \
                 others, and a smaller copy moves or removes them.",
                None,
            ),
            Self::DctHistogram(_) => (
                "Histograms of DCT coefficients",
                "The bars fall smoothly to both sides of the middle.",
                "A crop moves the grid of 8 pixels, and another size removes the steps.",
                Some(
                    "A comb says that the picture was saved twice, as most shared photographs were; \
                     a first saving that was finer than the second is seldom visible.",
                ),
            ),
            Self::CfaTraces(_) => (
                "Colour filter array",
                "A picture straight from a camera shows one colour in most tiles; a phone's processing may \
                 show none.",
                "A smaller copy and most JPEG savings remove the trace, so its absence says nothing.",
                None,
            ),
        };
        Words {
            title,
            untouched,
            worthless,
            limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_a_name_of_its_own_and_whole_sentences() {
        let mut titles: Vec<&str> = View::all().map(|view| view.english().title).to_vec();
        for view in View::all() {
            let words = view.english();
            let sentences = [Some(words.untouched), Some(words.worthless), words.limit];
            for sentence in sentences.into_iter().flatten() {
                assert!(sentence.ends_with('.'), "{sentence}");
                // One sentence each.
                assert_eq!(sentence.matches(". ").count(), 0, "{sentence}");
            }
        }
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), View::all().len());
    }
}
