//! What is not three channels of eight bits becomes that, and is said.

use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgb, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use spectrafide_picture::decode::decode;
use spectrafide_report::Note;

use crate::files::{animation, encoded};

#[test]
fn of_an_animated_gif_the_first_frame_is_judged_and_that_is_said() {
    let picture = decode(&animation(3)).unwrap();
    assert!(picture.notes.contains(&Note::FirstFrame));
    assert_eq!(picture.pixels.get_pixel(5, 5).0, [0, 0, 0]);
    let still = decode(&animation(1)).unwrap();
    assert!(!still.notes.contains(&Note::FirstFrame));
}

#[test]
fn sixteen_bits_a_channel_are_reduced_and_that_is_said() {
    let deep = ImageBuffer::<Rgb<u16>, _>::from_fn(32, 8, |x, _| Rgb([(x * 257) as u16, 0, 65535]));
    let bytes = encoded(&DynamicImage::ImageRgb16(deep), ImageFormat::Png);
    let picture = decode(&bytes).unwrap();
    assert!(picture.notes.contains(&Note::DepthReduced));
    // A level of 8 bits is 257 of 16.
    assert!((0..32).all(|x| picture.pixels.get_pixel(x, 3).0 == [x as u8, 0, 255]));

    let grey = ImageBuffer::<Luma<u16>, _>::from_pixel(8, 8, Luma([257 * 9]));
    let bytes = encoded(&DynamicImage::ImageLuma16(grey), ImageFormat::Png);
    let picture = decode(&bytes).unwrap();
    assert_eq!(picture.notes.len(), 1);
    assert_eq!(picture.pixels.get_pixel(0, 0).0, [9; 3]);
}

/// Ink: cyan takes red away, black takes all.
#[test]
fn four_inks_become_three_colours() {
    let inks: [[u8; 4]; 4] = [
        [0, 255, 255, 0],
        [255, 0, 0, 0],
        [0, 0, 0, 255],
        [0, 0, 0, 0],
    ];
    let expected = [[255, 0, 0], [0, 255, 255], [0, 0, 0], [255, 255, 255]];
    let data: Vec<u8> = (0..64 * 16).flat_map(|i| inks[i % 64 / 16]).collect();
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 100)
            .encode(&data, 64, 16, color)
            .unwrap();
        let picture = decode(&bytes).unwrap();
        for (patch, expected) in expected.iter().enumerate() {
            let found = picture.pixels.get_pixel(patch as u32 * 16 + 8, 8).0;
            let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 6);
            assert!(near, "{color:?} {patch}: {found:?}");
        }
    }
}

#[test]
fn transparent_parts_are_placed_on_white() {
    let pixels = RgbaImage::from_fn(3, 1, |x, _| Rgba([200, 100, 0, [0, 128, 255][x as usize]]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = decode(&encoded(&pixels.clone().into(), format)).unwrap();
        assert!(picture.notes.contains(&Note::OnWhite));
        // (200 * 128 + 255 * 127) / 255 = 227.4, (100 * 128 + 255 * 127) / 255 = 177.2, 127.
        let expected = [[255, 255, 255], [227, 177, 127], [200, 100, 0]];
        for (x, expected) in expected.into_iter().enumerate() {
            assert_eq!(picture.pixels.get_pixel(x as u32, 0).0, expected);
        }
    }
}
