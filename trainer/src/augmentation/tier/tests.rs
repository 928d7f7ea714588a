//! Each tier by its definition.

use super::*;
use image::Rgb;
use spectrafide_picture::decode::{Format, header};
use spectrafide_picture::handling;

fn picture() -> RgbImage {
    RgbImage::from_fn(400, 300, |x, y| {
        Rgb([(x * 3) as u8, (y * 5) as u8, (x * y) as u8])
    })
}

#[test]
fn large_pictures_are_scaled_to_the_longest_side() {
    assert_eq!(scaled_size((4000, 3000), 768.0, 0.75), (768, 576));
}

#[test]
fn cropped_pictures_are_scaled_by_the_cap() {
    assert_eq!(scaled_size((512, 384), 768.0, 0.75), (384, 288));
    assert_eq!(scaled_size((512, 384), 512.0, 0.5), (256, 192));
}

#[test]
fn the_shorter_side_stays_at_128_pixels_or_more() {
    assert_eq!(scaled_size((200, 160), 512.0, 0.5), (160, 128));
    assert_eq!(scaled_size((32, 32), 512.0, 0.5), (32, 32));
}

#[test]
fn every_tier_of_the_sweep_has_a_name_of_its_own_that_is_read_back() {
    let mut names: Vec<String> = Tier::SWEEP.iter().map(|tier| tier.name()).collect();
    for (tier, name) in Tier::SWEEP.iter().zip(&names) {
        assert_eq!(&name.parse::<Tier>().expect("a tier"), tier);
        let json = serde_json::to_string(tier).expect("written");
        assert_eq!(json, format!("\"{name}\""));
        assert_eq!(&serde_json::from_str::<Tier>(&json).expect("read"), tier);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Tier::SWEEP.len());
    assert_eq!(Tier::MAIN[..], Tier::SWEEP[..3]);
}

fn middle_half_of(pixels: RgbImage) -> RgbImage {
    Tier::Crop.deliver(pixels).expect("cropped")
}

/// What is measured is what a person is shown: the files are the same.
#[test]
fn the_tiers_of_stability_deliver_the_copies_that_are_judged() {
    let handled = Tier::STABILITY.map(|(handling, _)| handling);
    assert_eq!(handled, Handling::ALL);
    // The shorter side of the second one is near where shrinking ends.
    for pixels in [picture(), middle_half_of(picture())] {
        for (handling, tier) in Tier::STABILITY {
            let file = handling::file_of(handling, &pixels).expect("a copy");
            let expected = decode::decode(&file).expect("a picture").pixels;
            let delivered = tier.file_of(pixels.clone()).expect("a file");
            let found = decode::decode(&delivered).expect("a picture").pixels;
            assert!(found == expected, "{tier}");
            assert!(
                tier.deliver(pixels.clone()).expect("delivered") == expected,
                "{tier}"
            );
            assert_eq!(tier.name().parse::<Tier>().expect("a tier"), tier);
        }
    }
}

/// By the copy that a detector makes itself.
#[test]
fn copied_tiers_deliver_the_copies_of_what_arrives() {
    for tier in Tier::MAIN {
        let arrives = tier.deliver(picture()).expect("delivered");
        let copy = WEB_COPY.copy(&arrives).expect("a copy");
        let copied = tier.copied().expect("a tier of copies");
        assert!(
            copied.deliver(picture()).expect("delivered") == copy,
            "{tier}"
        );
        assert_eq!(copied.name().parse::<Tier>().expect("a tier"), copied);
    }
    assert_eq!(Tier::Crop.copied(), None);
}

#[test]
fn a_number_out_of_range_is_no_tier() {
    for name in [
        "jpeg-0",
        "jpeg-101",
        "scale-0",
        "webp-101",
        "jpeg-",
        "JPEG-50",
        "",
        "thumbnail-7",
        "thumbnail-256",
    ] {
        let error = name.parse::<Tier>().expect_err(name).to_string();
        assert!(error.contains(&format!("`{name}`")), "{error}");
    }
}

#[test]
fn clean_changes_nothing_and_the_others_have_the_stated_size() {
    let size = |tier: Tier| tier.deliver(picture()).expect("delivered").dimensions();
    assert_eq!(Tier::Clean.deliver(picture()).expect("same"), picture());
    assert_eq!(
        Tier::Scale(100).deliver(picture()).expect("same"),
        picture()
    );
    assert_eq!(size(Tier::Jpeg(50)), (400, 300));
    assert_eq!(size(Tier::WebP(50)), (400, 300));
    assert_eq!(size(Tier::Scale(75)), (300, 225));
    assert_eq!(size(Tier::Scale(50)), (200, 150));
    // 128 / 300 is more than 0.25.
    assert_eq!(size(Tier::Scale(25)), (171, 128));
    assert_eq!(size(Tier::Crop), (200, 150));
    // 400 x 0.83 and 300 x 0.83.
    assert_eq!(size(Tier::Screenshot), (332, 249));
    assert_eq!(size(Tier::Thumbnail(32)), (32, 32));
}

#[test]
fn a_crop_keeps_the_middle() {
    let cropped = Tier::Crop.deliver(picture()).expect("cropped");
    assert_eq!(cropped.get_pixel(0, 0), picture().get_pixel(100, 75));
    let tiny = Tier::Crop.deliver(RgbImage::new(1, 1)).expect("kept");
    assert_eq!(tiny.dimensions(), (1, 1));
    let odd = Tier::Crop.deliver(RgbImage::new(7, 5)).expect("kept");
    assert_eq!(odd.dimensions(), (4, 3));
}

/// Of columns of their own colour only those of the middle square are left.
#[test]
fn a_thumbnail_is_of_the_middle_square() {
    let columns = RgbImage::from_fn(300, 100, |x, _| {
        Rgb([if (100..200).contains(&x) { 200 } else { 0 }; 3])
    });
    let thumbnail = Tier::Thumbnail(32).deliver(columns).expect("small");
    assert!(thumbnail.pixels().all(|pixel| pixel.0 == [200; 3]));
    let tier: Tier = "thumbnail-32".parse().expect("a tier");
    assert_eq!(
        (tier, tier.name().as_str()),
        (Tier::Thumbnail(32), "thumbnail-32")
    );
}

#[test]
fn the_delivered_file_holds_the_delivered_pixels() {
    let source = Chain::default()
        .file(picture(), &mut no_noise())
        .expect("a PNG");
    for tier in Tier::SWEEP {
        let file = tier.deliver_file(&source).expect("a file");
        let pixels = decode::decode(&file).expect("a picture").pixels;
        assert_eq!(pixels, tier.deliver(picture()).expect("pixels"), "{tier}");
        let expected = match tier {
            Tier::Web | Tier::Hard | Tier::Jpeg(_) => Format::Jpeg,
            Tier::WebP(_) => Format::WebP,
            _ => Format::Png,
        };
        assert_eq!(header(&file).expect("a header").format, expected, "{tier}");
    }
    assert_eq!(Tier::Clean.deliver_file(&source).expect("same"), source);
}
