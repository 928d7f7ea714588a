//! A message in the pixels is a finding of its own.

use image::RgbImage;
use spectrafide_provenance::finding::Tool;
use spectrafide_provenance::{Finding, Trust, What, read};

fn reference(name: &str) -> (Vec<u8>, RgbImage) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference");
    let bytes = std::fs::read(format!("{folder}/watermark-{name}.webp")).expect("committed");
    let picture = image::load_from_memory(&bytes)
        .expect("a picture")
        .to_rgb8();
    (bytes, picture)
}

fn marks(bytes: &[u8], picture: Option<&RgbImage>) -> Vec<Finding> {
    let found = read(bytes, picture).findings.into_iter();
    found
        .filter(|finding| matches!(finding.what, What::Generation(_)))
        .collect()
}

#[test]
fn a_message_in_the_pixels_is_found_with_them_alone() {
    let (bytes, picture) = reference("sdxl");

    let found = marks(&bytes, Some(&picture));

    let [finding] = found.as_slice() else {
        panic!("{found:?}");
    };
    let What::Generation(generation) = &finding.what else {
        panic!("{finding:?}");
    };
    assert_eq!(generation.tool, Tool::StableDiffusion);
    assert_eq!(generation.model.as_deref(), Some("Stable Diffusion XL"));
    assert_eq!(finding.place.container, "invisible watermark in the pixels");
    assert_eq!(
        finding.trust,
        Trust::UnsignedClaim,
        "anyone can mark a picture"
    );
    assert_eq!(marks(&bytes, None), []);
    let (plain, picture) = reference("plain");
    assert_eq!(marks(&plain, Some(&picture)), []);
}
