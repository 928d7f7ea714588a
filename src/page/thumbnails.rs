//! The small pictures that Content Credentials keep, ready to be shown.

use std::sync::Arc;

use spectrafide_provenance::credentials::ThumbnailPlace;

use crate::browser::files::ObjectUrl;

/// A small picture.
#[derive(Debug)]
pub struct Thumbnail {
    /// Where it stands.
    pub place: ThumbnailPlace,
    /// Where the page can show it from.
    pub url: ObjectUrl,
}

/// The small pictures of one file, shared and not copied.
#[derive(Clone, Debug, Default)]
pub struct Thumbnails(Arc<Vec<Thumbnail>>);

impl Thumbnails {
    /// The address of the small picture that the manifest `label` keeps of one of its ingredients,
    /// or of its own picture.
    pub fn url(&self, label: &str, ingredient: Option<usize>) -> Option<&str> {
        let mut all = self.0.iter();
        let found = all.find(|Thumbnail { place, .. }| {
            place.manifest == label && place.ingredient == ingredient
        });
        found.map(|one| one.url.address())
    }
}

impl PartialEq for Thumbnails {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.is_empty() && other.0.is_empty()
    }
}

impl From<Vec<Thumbnail>> for Thumbnails {
    fn from(thumbnails: Vec<Thumbnail>) -> Self {
        Self(Arc::new(thumbnails))
    }
}
