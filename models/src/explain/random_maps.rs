//! Maps that know nothing of a picture, to compare others with.

use spectrafide_report::SaliencyMap;

use super::grad_cam::CamBatch;
use super::random::Random;

/// Cells on each side of a smooth random map, as the last maps of networks have.
const GRAIN: usize = 7;
/// Deviation of the blob in the middle, as a share of the picture's sides.
const BLOB: f32 = 0.25;

/// Each cell drawn apart.
pub fn random(width: u32, height: u32, seed: u64) -> SaliencyMap {
    let mut random = Random::of(seed);
    let values: Vec<f32> = (0..width * height).map(|_| random.unit()).collect();
    SaliencyMap::normalized(width, height, &values)
}

/// A random map of seven by seven cells, enlarged: as coarse as that of a network.
pub fn smooth(width: u32, height: u32, seed: u64) -> SaliencyMap {
    let mut random = Random::of(seed);
    let coarse = CamBatch {
        width: GRAIN,
        height: GRAIN,
        values: (0..GRAIN * GRAIN).map(|_| random.unit()).collect(),
    };
    of(width, height, |across, down| coarse.sample(0, across, down))
}

/// A blob in the middle of the picture, where most subjects are.
pub fn centre(width: u32, height: u32) -> SaliencyMap {
    of(width, height, |across, down| {
        let distance = (across - 0.5).powi(2) + (down - 0.5).powi(2);
        (-distance / (2.0 * BLOB * BLOB)).exp()
    })
}

fn of(width: u32, height: u32, value: impl Fn(f32, f32) -> f32) -> SaliencyMap {
    let share = |index: u32, cells: u32| (index as f32 + 0.5) / cells as f32;
    let values: Vec<f32> = (0..width * height)
        .map(|cell| value(share(cell % width, width), share(cell / width, height)))
        .collect();
    SaliencyMap::normalized(width, height, &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean difference between neighbours of one row.
    fn roughness(map: &SaliencyMap) -> f32 {
        let rows = map.values.chunks(map.width as usize);
        let steps: Vec<f32> = rows
            .flat_map(|row| row.windows(2).map(|ends| (ends[0] - ends[1]).abs()))
            .collect();
        steps.iter().sum::<f32>() / steps.len() as f32
    }

    #[test]
    fn random_maps_follow_from_their_seed_and_smooth_ones_are_coarse() {
        for map in [random, smooth] {
            assert_eq!(map(64, 48, 1), map(64, 48, 1));
            assert_ne!(map(64, 48, 1), map(64, 48, 2));
        }
        // Of independent even draws neighbours are a third apart; over nine cells a grain wide they
        // are about a ninth of that.
        assert!((roughness(&random(64, 48, 1)) - 1.0 / 3.0).abs() < 0.02);
        assert!(roughness(&smooth(64, 48, 1)) < 0.1);
    }

    #[test]
    fn the_blob_is_in_the_middle_and_of_the_pictures_shape() {
        let map = centre(65, 33);
        let at = |x: usize, y: usize| map.values[y * 65 + x];
        assert_eq!(at(32, 16), 1.0);
        assert!((at(0, 16) - at(32, 0)).abs() < 0.02, "as far in shares");
        assert_eq!(at(0, 0), 0.0);
    }
}
