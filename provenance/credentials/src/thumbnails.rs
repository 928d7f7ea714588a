//! The small pictures that a store keeps of its picture and of what that was made from.

use c2pa::Reader;
use spectrafide_provenance::credentials::{Manifest, ThumbnailPlace};

/// Most small pictures that are taken out of a store.
pub const MAX_COUNT: usize = 24;
/// Largest small picture that is taken out, in bytes.
pub const MAX_BYTES: usize = 512 << 10;

/// A small picture as a store keeps it. The bytes are whatever the signer put there: whoever shows
/// them looks first whether they are a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// Where it stands.
    pub place: ThumbnailPlace,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The small pictures of `manifests`, in their order, a manifest's own before those of its
/// ingredients; at most [`MAX_COUNT`], and none over [`MAX_BYTES`].
pub fn of(reader: &Reader, manifests: &[Manifest]) -> Vec<Thumbnail> {
    let kept = manifests.iter().flat_map(|manifest| {
        let read = reader.get_manifest(&manifest.label);
        let own = read.and_then(c2pa::Manifest::thumbnail);
        let own = own.map(|(_, bytes)| (None, bytes));
        let ingredients = read.map(c2pa::Manifest::ingredients).unwrap_or_default();
        let of_ingredients = ingredients.iter().enumerate();
        let of_ingredients = of_ingredients.filter_map(|(index, ingredient)| {
            let (_, bytes) = ingredient.thumbnail()?;
            Some((Some(index), bytes))
        });
        let all = own.into_iter().chain(of_ingredients);
        all.map(|(ingredient, bytes)| (&manifest.label, ingredient, bytes))
    });
    let small = kept.filter(|(_, _, bytes)| (1..=MAX_BYTES).contains(&bytes.len()));
    let taken = small.take(MAX_COUNT);
    taken
        .map(|(manifest, ingredient, bytes)| Thumbnail {
            place: ThumbnailPlace {
                manifest: manifest.clone(),
                ingredient,
            },
            bytes: bytes.into_owned(),
        })
        .collect()
}
