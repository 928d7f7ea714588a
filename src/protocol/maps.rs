//! Maps between page and worker: sizes in the text, values in buffers.

use serde::{Deserialize, Serialize};
use spectrafide_report::{Maps, SaliencyMap};

/// Which map a buffer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapKind {
    /// [`Maps::image_cam`].
    ImageCam,
    /// [`Maps::spectral_cam`].
    SpectralCam,
    /// [`Maps::spectrum`].
    Spectrum,
}

/// A map without its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapHeader {
    /// Which one.
    pub kind: MapKind,
    /// Number of columns.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
}

/// The headers and buffers of `maps` do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the worker sent {values} values for a map of {width}×{height}")]
pub struct MapMismatch {
    /// Number of values in the buffer.
    pub values: usize,
    /// Columns that the header promises.
    pub width: u32,
    /// Rows that the header promises.
    pub height: u32,
}

/// Takes `maps` apart into headers for the text and values for the buffers.
pub fn split_maps(maps: Maps) -> (Vec<MapHeader>, Vec<Vec<f32>>) {
    let Maps {
        image_cam,
        spectral_cam,
        spectrum,
    } = maps;
    [
        (MapKind::ImageCam, image_cam),
        (MapKind::SpectralCam, spectral_cam),
        (MapKind::Spectrum, spectrum),
    ]
    .into_iter()
    .filter_map(|(kind, map)| {
        map.map(|map| {
            (
                MapHeader {
                    kind,
                    width: map.width,
                    height: map.height,
                },
                map.values,
            )
        })
    })
    .unzip()
}

/// The reverse of [`split_maps`].
///
/// # Errors
///
/// A buffer is missing or does not have the size that its header says.
pub fn join_maps(headers: &[MapHeader], buffers: Vec<Vec<f32>>) -> Result<Maps, MapMismatch> {
    let mut maps = Maps::default();
    let mut buffers = buffers.into_iter();
    for &MapHeader {
        kind,
        width,
        height,
    } in headers
    {
        let values = buffers.next().unwrap_or_default();
        if values.len() as u64 != u64::from(width) * u64::from(height) {
            return Err(MapMismatch {
                values: values.len(),
                width,
                height,
            });
        }
        let map = Some(SaliencyMap {
            width,
            height,
            values,
        });
        match kind {
            MapKind::ImageCam => maps.image_cam = map,
            MapKind::SpectralCam => maps.spectral_cam = map,
            MapKind::Spectrum => maps.spectrum = map,
        }
    }
    Ok(maps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(width: u32, height: u32) -> SaliencyMap {
        let values = (0..width * height).map(|index| index as f32).collect();
        SaliencyMap {
            width,
            height,
            values,
        }
    }

    #[test]
    fn maps_survive_being_taken_apart_and_joined() {
        let maps = Maps {
            image_cam: Some(map(3, 2)),
            spectral_cam: None,
            spectrum: Some(map(4, 4)),
        };
        let (headers, buffers) = split_maps(maps.clone());
        assert_eq!(headers.len(), 2);
        assert_eq!(join_maps(&headers, buffers), Ok(maps));
    }

    #[test]
    fn a_buffer_of_the_wrong_size_is_refused() {
        let (headers, mut buffers) = split_maps(Maps {
            spectrum: Some(map(4, 4)),
            ..Maps::default()
        });
        buffers[0].pop();
        let mismatch = MapMismatch {
            values: 15,
            width: 4,
            height: 4,
        };
        assert_eq!(join_maps(&headers, buffers), Err(mismatch));
        let missing = MapMismatch {
            values: 0,
            width: 4,
            height: 4,
        };
        assert_eq!(join_maps(&headers, Vec::new()), Err(missing));
    }
}
