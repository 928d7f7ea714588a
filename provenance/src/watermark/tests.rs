use std::io::Read;

use image::Rgb;
use serde_json::Value;

use super::*;

/// A picture as the library and its script left it.
fn reference(name: &str) -> RgbImage {
    let path = format!(
        "{}/tests/reference/watermark-{name}.webp",
        env!("CARGO_MANIFEST_DIR")
    );
    image::open(path).expect("committed").to_rgb8()
}

/// A grey picture in which the bits of `message` are blue: grey gives the magnitudes 256 and 1 for
/// whole numbers and floats, which lie at 4 and 1 of a step of 36; 28 more of blue raise twice U by
/// 2 × 0.492 × 0.886 × 28 = 24.4, to 28 and 25, the upper half.
fn painted(message: &Message) -> RgbImage {
    let (width, height) = (272, 264);
    let bits: Vec<bool> = message.bits().collect();
    RgbImage::from_fn(width, height, |x, y| {
        let block = (y / 8 * (width / 8) + x / 8) as usize;
        let in_second = (2..4).contains(&(x % 8)) && y % 8 < 2;
        let blue = if bits[block % bits.len()] && in_second {
            28
        } else {
            0
        };
        Rgb([100, 100, 100 + blue])
    })
}

fn found(picture: &RgbImage) -> Option<(Tool, String, String)> {
    let finding = read(picture)?;
    let What::Generation(found) = finding.what else {
        panic!("{:?}", finding.what);
    };
    Some((
        found.tool,
        found.model.unwrap(),
        found.settings[0].value.clone(),
    ))
}

#[test]
fn messages_are_those_of_the_programs() {
    let texts: Vec<String> = MESSAGES
        .iter()
        .map(|message| {
            message
                .bits()
                .map(|bit| if bit { '1' } else { '0' })
                .collect()
        })
        .collect();
    // Python: "".join(f"{byte:08b}" for byte in b"SDV2"), and bin(WATERMARK_MESSAGE)[2:].
    assert!(texts[0].starts_with("0101001101110100011000010110001001101100"));
    assert_eq!(texts[0].len(), 136);
    assert_eq!(texts[1], "01010011010001000101011000110010");
    assert_eq!(texts[2], "101100111110110010010000011110111011000110011110");
    assert_eq!(texts[3], "1010101111111010000111100111001111010100101110");
}

#[test]
fn the_allowed_errors_are_the_most_that_keep_the_bound() {
    // Sums of binomial coefficients up to 136 over 41 are below 2^127.
    let coins = |length: usize, errors: usize| {
        let mut term = 1_u128;
        let mut sum = 1_u128;
        for k in 1..=errors {
            term = term * (length - k + 1) as u128 / k as u128;
            sum += term;
        }
        sum as f64 / 2_f64.powi(length as i32)
    };
    for (message, allowed) in MESSAGES.iter().zip([37, 2, 6, 5]) {
        assert_eq!(message.allowed_errors(), allowed, "{}", message.model);
        assert!(8.0 * coins(message.length, allowed) <= FALSE_ALARMS);
        assert!(8.0 * coins(message.length, allowed + 1) > FALSE_ALARMS);
    }
}

#[test]
fn a_picture_that_says_a_message_in_every_block_is_found() {
    for message in &MESSAGES {
        let picture = painted(message);
        let expected = format!("{0} of {0} bits", message.length);
        let found = found(&picture).expect(message.model);
        assert_eq!(found, (message.tool, message.model.to_owned(), expected));

        // One column of pixels less, and no block is where it was.
        let cut = image::imageops::crop_imm(&picture, 1, 0, 271, 264).to_image();
        assert_eq!(read(&cut), None, "{}", message.model);
    }
}

#[test]
fn bits_are_those_that_the_library_reads() {
    let path = format!(
        "{}/tests/reference/watermark.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut compared = 0;
    for (name, rows) in golden.as_object().unwrap() {
        let picture = reference(name);
        for row in rows.as_array().unwrap() {
            let length = row["length"].as_u64().unwrap() as usize;
            let readers = Readers::of(&picture);
            for (way, field) in [(Arithmetic::Whole, "whole"), (Arithmetic::Float, "float")] {
                let bits = readers.bits(way, length).unwrap();
                let bits: String = bits.map(|bit| if bit { '1' } else { '0' }).collect();
                assert_eq!(
                    bits,
                    row[field].as_str().unwrap(),
                    "{name}, {length} bits, {field}"
                );
                compared += length;
            }
        }
    }
    // Three pictures, two ways.
    assert_eq!(compared, 3 * 2 * (136 + 32 + 48 + 46));
}

#[test]
fn pictures_that_the_library_marked_are_found() {
    // 107 and 110 of 136 bits as whole numbers and floats, and 32 and 45 of 48: the library's own
    // decoder, which reads whole numbers from a file, misses the second.
    let first = found(&reference("sd1")).expect("marked");
    assert_eq!(
        (first.1.as_str(), first.2.as_str()),
        ("Stable Diffusion 1", "110 of 136 bits")
    );
    let second = found(&reference("sdxl")).expect("marked");
    assert_eq!(
        (second.1.as_str(), second.2.as_str()),
        ("Stable Diffusion XL", "45 of 48 bits")
    );
    assert_eq!(found(&reference("plain")), None);
}

#[test]
fn small_and_flat_pictures_have_none() {
    for (width, height) in [
        (1, 1),
        (255, 256),
        (65_536, 1),
        (8192, 8),
        (256, 256),
        (4, 16_384),
    ] {
        for value in [0, 1, 127, 255] {
            let picture = RgbImage::from_pixel(width, height, Rgb([value, value / 2, value]));
            assert_eq!(read(&picture), None, "{width} × {height} of {value}");
        }
    }
}

/// Where a copy of a photograph starts: other blocks, and so other bits.
const STARTS: [(u32, u32); 4] = [(0, 0), (2, 4), (4, 2), (6, 6)];

#[test]
fn no_photograph_has_a_watermark() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let (mut looks, mut nearest) = (0, [0; MESSAGES.len()]);
    for name in ["openmix.zip", "openmix2.zip"] {
        let path = std::path::Path::new(&folder).join(name);
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            if !name.contains("/real/") || entry.is_dir() {
                continue;
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            let Ok(picture) = image::load_from_memory(&bytes) else {
                continue;
            };
            let picture = picture.to_rgb8();
            for (x, y) in STARTS {
                let size = (
                    picture.width().saturating_sub(x),
                    picture.height().saturating_sub(y),
                );
                let copy = image::imageops::crop_imm(&picture, x, y, size.0, size.1).to_image();
                if u64::from(size.0) * u64::from(size.1) < MIN_PIXELS {
                    continue;
                }
                looks += 1;
                assert_eq!(read(&copy), None, "{name} from {x}, {y}");
                let readers = Readers::of(&copy);
                for (message, nearest) in MESSAGES.iter().zip(&mut nearest) {
                    for way in Arithmetic::ALL {
                        let bits = readers.bits(way, message.length).unwrap();
                        let right = message.bits().zip(bits).filter(|(a, b)| a == b).count();
                        *nearest = right.max(*nearest);
                    }
                }
            }
        }
    }
    assert!(looks > 1000, "{looks} pictures are too few to say anything");
    println!("{looks} pictures; nearest to a message of 136, 32, 48 and 46 bits: {nearest:?}");
}

/// Blocks and bits as the definition has them, one number after the other.
fn by_definition(picture: &RgbImage) -> [Vec<bool>; 2] {
    let (width, height) = picture.dimensions();
    Arithmetic::ALL.map(|way| {
        let mut bits = Vec::new();
        for top in (0..height / 8 * 8).step_by(8) {
            let rows: Vec<&[[u8; 3]]> = (top..top + 8)
                .map(|y| {
                    let start = (y * width * 3) as usize;
                    let row = &picture.as_raw()[start..start + width as usize * 3];
                    row.as_chunks().0
                })
                .collect();
            let blocks = 0..width as usize / 8;
            bits.extend(blocks.map(|block| dwt_dct::bit(&rows, 8 * block, way)));
        }
        bits
    })
}

#[test]
fn sums_of_rows_give_the_bits_that_each_block_has() {
    let mut number = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        (number >> 24) as u8
    };
    for (width, height) in [(256, 256), (263, 271), (8, 8), (7, 300), (1001, 64)] {
        let noise = RgbImage::from_fn(width, height, |_, _| Rgb([next(), next(), next()]));
        // Few values, so that many numbers lie on a border.
        let coarse = RgbImage::from_fn(width, height, |_, _| {
            let blue = 9 * (next() % 29);
            Rgb([100, 100, blue])
        });
        let flat = RgbImage::from_fn(width, height, |x, y| Rgb([(x / 8) as u8, 7, (y / 8) as u8]));
        for picture in [noise, coarse, flat] {
            assert_eq!(Readers::of(&picture).bits, by_definition(&picture));
        }
    }
}

#[test]
fn sums_of_rows_give_the_bits_that_each_block_of_a_published_picture_has() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("openmix.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let step = archive.len() / 400;
    let mut compared = 0;
    for index in (0..archive.len()).step_by(step) {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let Ok(picture) = image::load_from_memory(&bytes) else {
            continue;
        };
        let picture = picture.to_rgb8();
        let name = entry.name().unwrap().into_owned();
        assert!(
            Readers::of(&picture).bits == by_definition(&picture),
            "{name}"
        );
        compared += 1;
    }
    assert!(compared >= 200, "{compared} pictures");
    println!("{compared} pictures");
}

#[test]
fn what_was_measured_is_of_these_messages_and_bounds() {
    let path = format!("{}/measurements/watermark.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let measured = file["messages"].as_array().unwrap();
    assert_eq!(measured.len(), MESSAGES.len());
    for (measured, message) in measured.iter().zip(&MESSAGES) {
        let counts_from = message.length - message.allowed_errors();
        assert_eq!(measured["model"], message.model);
        assert_eq!(measured["counts_from"], counts_from);
        let by_right_bits = measured["readings_by_right_bits"].as_array().unwrap();
        let count = |numbers: &[Value]| numbers.iter().filter_map(Value::as_u64).sum::<u64>();
        assert_eq!(file["readings"], count(by_right_bits));
        let alarms = count(&by_right_bits[counts_from..]);
        assert_eq!(alarms, 0, "{}", message.model);
    }
}
