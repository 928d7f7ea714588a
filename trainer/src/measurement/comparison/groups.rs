//! What a test picture is of and what made it, by the names of its folder and of its generator.

use spectrafide_report::Label;

use super::manifest::Line;

/// The family of the generator that made a picture of `folder`, by the line of its data set's list
/// if there is one.
pub(super) fn generator(label: Label, folder: &str, line: Option<&Line>) -> Option<&'static str> {
    if label == Label::Real {
        return None;
    }
    let folder = folder.to_lowercase();
    let words = match (folder.split_once("__"), line) {
        // The generator is the first part of the file's name.
        (Some((_, "many-models")), Some(line)) => line.file.split("__").next().unwrap_or_default(),
        (Some((_, generator)), _) => generator,
        (None, Some(line)) => &line.source_or_generator,
        (None, None) => &folder,
    };
    Some(family(&words.to_lowercase()))
}

/// Families of generators with the words that they are known by; the first that fits counts.
const FAMILIES: [(&str, &[&str]); 17] = [
    ("Nano Banana and other Gemini", &["nano-banana", "gemini"]),
    ("GPT-Image", &["gpt"]),
    ("DALL-E", &["dall"]),
    ("Qwen-Image", &["qwen"]),
    ("Z-Image", &["z-image"]),
    (
        "FLUX and models made of it",
        &["flux", "chroma1", "flex.1", "shuttle"],
    ),
    (
        "Stable Diffusion XL and models made of it",
        &[
            "sdxl",
            "noobai",
            "illustrious",
            "pony",
            "stable-diffusion-xl",
        ],
    ),
    ("Stable Diffusion 3", &["stable-diffusion-3", "sd3"]),
    (
        "Stable Diffusion 1 and 2",
        &["stable-diffusion-2", "sd2", "sd1", "sd-turbo", "instaflow"],
    ),
    ("Stable Cascade and Würstchen", &["cascade", "wuerstchen"]),
    ("Hunyuan", &["hunyuan"]),
    ("PixArt", &["pixart"]),
    ("StyleGAN 3", &["stylegan3"]),
    ("Infinity", &["infinity"]),
    ("Sana", &["sana"]),
    ("Playground", &["playground"]),
    ("not named", &["ai-mixed", "openfake"]),
];

/// The family that a generator's name belongs to.
fn family(name: &str) -> &'static str {
    FAMILIES
        .iter()
        .find(|(_, words)| words.iter().any(|word| name.contains(word)))
        .map_or("others, one or two pictures each", |(family, _)| family)
}

/// Folders of synthetic pictures that look like photographs with few exceptions, judged by eye. The
/// others hold drawings, lettering and renderings too, which the detectors are not made for.
const PHOTOREALISTIC: [&str; 7] = [
    "kaivalyagandhi-aiornot__ai-mixed",
    "mflux__many-models",
    "ml-benchmarking__z-image-turbo",
    "muset-ai__nano-banana",
    "poidh",
    "recipe-manager__gemini-2.5-flash-image",
    "stylegan3-face",
];

/// Whether the synthetic pictures of `folder` look like photographs.
pub fn is_photorealistic(folder: &str) -> bool {
    PHOTOREALISTIC.contains(&folder.to_lowercase().as_str())
}

/// Subjects of real pictures with how the folders that have them begin; the first that fits counts.
const SUBJECTS: [(&str, &[&str]); 13] = [
    ("phone", &["phone", "dreambooth-phones"]),
    ("film, scanned", &["film", "kodak", "scan"]),
    ("retouched", &["retouched"]),
    ("astronomy", &["astro", "galaxy", "webb"]),
    ("medical", &["medical"]),
    ("satellite", &["satellite"]),
    ("food", &["food"]),
    ("landscape", &["landscape"]),
    ("people", &["people", "face", "ffhq"]),
    ("a photographer's portfolio", &["pf_", "misc_ambientideas"]),
    ("camera, with its EXIF", &["exif", "camera"]),
    ("from the web (COCO)", &["coco", "poidh-coco"]),
    ("same subjects as synthetic ones", &["paired"]),
];

/// What the real pictures of `folder` are, as far as its name says.
pub fn subject(folder: &str) -> Option<&'static str> {
    let folder = folder.to_lowercase();
    SUBJECTS
        .iter()
        .find(|(_, starts)| starts.iter().any(|start| folder.starts_with(start)))
        .map(|(subject, _)| *subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &str, line: Option<&Line>) -> Option<&'static str> {
        generator(Label::Synthetic, folder, line)
    }

    #[test]
    fn the_generator_is_named_by_the_folder_the_list_or_the_file() {
        let line = Line {
            source_or_generator: "black-forest-labs--FLUX.1-dev".to_owned(),
            file: "sd3.5__0.png".to_owned(),
            ..Line::default()
        };
        assert_eq!(of("someone__qwen-image", Some(&line)), Some("Qwen-Image"));
        assert_eq!(
            of("x__many-models", Some(&line)),
            Some("Stable Diffusion 3")
        );
        let flux = Some("FLUX and models made of it");
        assert_eq!(of("sdnext-models", Some(&line)), flux);
        assert_eq!(of("stylegan3-face", None), Some("StyleGAN 3"));
        assert_eq!(generator(Label::Real, "kodak", Some(&line)), None);
    }

    #[test]
    fn a_name_that_two_families_know_is_of_the_first() {
        assert_eq!(family("disty0--chroma1-hd"), family("flux.1-dev"));
        assert_eq!(family("gemini-3.1-flash-lite-image"), family("nano-banana"));
        assert_eq!(
            family("skywork--unipic3"),
            "others, one or two pictures each"
        );
    }

    #[test]
    fn subjects_are_told_by_how_the_folder_begins() {
        assert_eq!(subject("phone_jakubmlynczak"), Some("phone"));
        assert_eq!(subject("dreambooth-phones"), Some("phone"));
        assert_eq!(subject("Kodak"), Some("film, scanned"));
        assert_eq!(subject("pf_agostino"), subject("misc_ambientideas"));
        assert_eq!(subject("bsds500"), None);
    }
}
