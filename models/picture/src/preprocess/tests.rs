//! From pixels to numbers.

use super::*;
use crate::statistics::CoOccurrences;

fn crops(side: u32, count: u32) -> Preprocess {
    Preprocess {
        mean: [0.5; 3],
        std: [0.25; 3],
        ..Preprocess::of_colours(Views::Crops {
            side,
            count,
            choice: CropChoice::Corners,
        })
    }
}

#[test]
fn a_large_picture_gives_the_middle_and_the_corners_inside_it() {
    let regions = crops(256, 5).regions(&RgbImage::new(1000, 600));
    assert_eq!(regions.len(), 5);
    assert_eq!((regions[0].x_px, regions[0].y_px), (372, 172));
    for region in regions {
        assert!(region.x_px + region.width_px <= 1000 && region.y_px + region.height_px <= 600);
        assert_eq!((region.width_px, region.height_px), (256, 256));
    }
}

#[test]
fn a_picture_of_the_views_size_gives_one_view() {
    assert_eq!(crops(256, 5).regions(&RgbImage::new(256, 256)).len(), 1);
}

#[test]
fn a_small_picture_is_mirrored_without_repeating_its_edge() {
    let pixels = RgbImage::from_fn(3, 1, |x, _| image::Rgb([x as u8 * 10; 3]));
    let view = mirrored(&pixels, 6);
    let row: Vec<u8> = (0..6).map(|x| view.get_pixel(x, 0).0[0]).collect();
    assert_eq!(row, [0, 10, 20, 10, 0, 10]);
}

#[test]
fn colours_are_laid_out_by_plane_and_normalised() {
    let pixels = RgbImage::from_raw(2, 2, vec![0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0]);
    let prepared = crops(2, 1).prepare(&pixels.expect("four pixels"));
    assert_eq!(
        prepared.data.image,
        [-2., -2., -2., -2., 2., 2., 2., 2., -2., -2., -2., -2.]
    );
    assert!(prepared.data.spectrum.is_empty());
}

#[test]
fn resizing_takes_the_middle_square() {
    let resize = Preprocess {
        views: Views::Resize {
            side: 32,
            filter: ResampleFilter::Triangle,
        },
        ..crops(32, 1)
    };
    let regions = resize.regions(&RgbImage::new(100, 60));
    assert_eq!(
        regions,
        [Region {
            x_px: 20,
            y_px: 0,
            width_px: 60,
            height_px: 60
        }]
    );
    let prepared = resize.prepare(&RgbImage::new(100, 60));
    assert_eq!(prepared.data.image.len(), 3 * 32 * 32);
}

#[test]
fn statistics_are_as_many_as_they_say() {
    let pixels = RgbImage::from_fn(64, 48, |x, y| image::Rgb([(x * y) as u8; 3]));
    let parts = [
        Statistics {
            co_occurrences: Some(CoOccurrences::Luma),
            ..Statistics::default()
        },
        Statistics {
            autocorrelation: true,
            ..Statistics::default()
        },
        Statistics {
            radial_profile: true,
            ..Statistics::default()
        },
    ];
    let together = Statistics {
        autocorrelation: true,
        radial_profile: true,
        ..parts[0]
    };
    let prepared = |statistics: Statistics| {
        let settings = Preprocess {
            statistics,
            spectrum: Some(SpectrumSettings::default()),
            ..crops(32, 2)
        };
        let prepared = settings.prepare(&pixels);
        let length = statistics.len(32);
        assert_eq!(prepared.data.statistics.len(), 2 * length);
        let second = prepared.part(1..2);
        assert_eq!(second.data.statistics, prepared.data.statistics[length..]);
        assert_eq!(second.data.image.len(), 3 * 32 * 32);
        // Batches are made of such parts.
        let mut joined = prepared.part(0..1).data;
        joined.append(second.data.clone());
        assert_eq!(joined, prepared.data);
        second.data.statistics
    };
    assert!(prepared(Statistics::default()).is_empty());
    assert_eq!(prepared(together), parts.map(prepared).concat());
}
