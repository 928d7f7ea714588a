//! Files that the tests make.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};

use crate::drawn::drawn;

pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("writing to memory");
    bytes
}

pub fn jpeg(
    width: u16,
    height: u16,
    configure: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let pixels = drawn(u32::from(width), u32::from(height));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    configure(&mut encoder);
    encoder
        .encode(pixels.as_raw(), width, height, ColorType::Rgb)
        .expect("writing to memory");
    bytes
}

/// An EXIF block with the orientation alone.
pub fn exif(orientation: u8, big_endian: bool) -> Vec<u8> {
    if big_endian {
        let entry = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
        [&b"MM\0\x2a\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
    } else {
        let entry = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
        [&b"II\x2a\0\x08\0\0\0\x01\0"[..], &entry, &[0; 4]].concat()
    }
}

/// `jpeg` with an APP1 segment of `exif` behind its start marker.
pub fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let length = (2 + 6 + exif.len()) as u16;
    let segment = [
        &[0xff, 0xe1][..],
        &length.to_be_bytes(),
        b"Exif\0\0",
        exif,
        &jpeg[2..],
    ];
    [&jpeg[..2], &segment.concat()].concat()
}

/// A PNG chunk with its checksum (ISO 15948, annex D).
pub fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let body = [kind.as_bytes(), data].concat();
    let crc = !body.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        })
    });
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], &body, &crc.to_be_bytes()].concat()
}

pub fn animation(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for frame in 0..frames {
        let pixels = RgbaImage::from_pixel(20, 10, Rgba([frame * 60, 0, 0, 255]));
        encoder
            .encode_frame(Frame::new(pixels))
            .expect("writing to memory");
    }
    drop(encoder);
    bytes
}
