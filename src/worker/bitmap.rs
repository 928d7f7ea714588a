//! The simplest picture file, as a bridge from the browser's decoder to the project's.

/// Writes `rgba`, row by row from the top, as a BMP file of 24 bits a pixel on white.
pub fn encode(width: u32, height: u32, rgba: &[u8]) -> Vec<u8> {
    const HEADER_BYTES: u32 = 54;
    let row_bytes = (width as usize * 3).next_multiple_of(4);
    let pixel_bytes = row_bytes * height as usize;
    let size = HEADER_BYTES + pixel_bytes as u32;
    let mut file = Vec::with_capacity(size as usize);
    file.extend_from_slice(b"BM");
    // Size, reserved, offset of the pixels; then the 40 bytes of the information header, with
    // one plane and 24 bits a pixel in one word.
    let words = [size, 0, HEADER_BYTES, 40, width, height, 1 | 24 << 16];
    for word in words.into_iter().chain([0; 6]) {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for row in rgba.chunks_exact((width as usize * 4).max(1)).rev() {
        let start = file.len();
        for pixel in row.as_chunks::<4>().0 {
            let [red, green, blue, alpha] = pixel.map(u32::from);
            let on_white =
                |channel: u32| ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            file.extend([on_white(blue), on_white(green), on_white(red)]);
        }
        file.resize(start + row_bytes, 0);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_models::decode::decode;

    #[test]
    fn the_projects_decoder_reads_back_every_pixel() {
        // Three columns, so that rows need padding.
        let rgba: Vec<u8> = (0..3 * 2).flat_map(|i| [i * 40, 255 - i, i, 255]).collect();
        let picture = decode(&encode(3, 2, &rgba)).expect("a readable bitmap");
        assert_eq!(picture.pixels.dimensions(), (3, 2));
        let expected: Vec<u8> = rgba
            .chunks(4)
            .flat_map(|pixel| pixel[..3].iter().copied())
            .collect();
        assert_eq!(picture.pixels.into_raw(), expected);
    }

    #[test]
    fn what_is_transparent_becomes_white() {
        let picture = decode(&encode(1, 1, &[9, 9, 9, 0])).expect("a readable bitmap");
        assert_eq!(picture.pixels.get_pixel(0, 0).0, [255; 3]);
    }
}
