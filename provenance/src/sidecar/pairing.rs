//! Which picture a sidecar lies beside.
//!
//! 1. The picture of the same name: one that came with it before one that was there, and the name
//!    with its ending (`photo.jpg.c2pa`) before that without (`photo.c2pa`).
//! 2. Else the picture that came with it, if it is the only one.
//! 3. Else, if no picture came with it, the one that is shown.
//!
//! Where several pictures came and none has its name, to choose one would be a guess. Names may be
//! paths; the name is then the last part, and a picture in the sidecar's folder goes first.

use std::path::Path;

const ENDING: &str = ".c2pa";

/// Whether a file of this name is a manifest store by itself.
pub fn is_sidecar(name: &str) -> bool {
    stem(file_name(name)).is_some()
}

/// What came at once, and what was there before. Pictures are known by an `Id` and a name.
#[derive(Clone, Debug)]
pub struct Drop<Id> {
    /// The pictures that came, with their names.
    pub came: Vec<(Id, String)>,
    /// The pictures that were there, with their names.
    pub were_there: Vec<(Id, String)>,
    /// The one among these that was shown.
    pub shown: Option<Id>,
}

/// The picture of each of `sidecars`, which are names; no picture gets two.
///
/// ```
/// use spectrafide_provenance::sidecar::{Drop, pair};
///
/// let drop = Drop {
///     came: vec![(1, "one.jpg".to_owned()), (2, "two.jpg".to_owned())],
///     ..Drop::default()
/// };
/// assert_eq!(pair(&["two.c2pa", "three.c2pa"], &drop), [Some(2), None]);
/// ```
pub fn pair<Id: Copy + PartialEq>(sidecars: &[&str], drop: &Drop<Id>) -> Vec<Option<Id>> {
    let mut taken = Vec::new();
    let mut homes = vec![None; sidecars.len()];
    let mut settle = |find: &dyn Fn(&str, &[Id]) -> Option<Id>| {
        let open = homes.iter_mut().zip(sidecars);
        for (home, sidecar) in open.filter(|(home, _)| home.is_none()) {
            *home = find(sidecar, &taken);
            taken.extend(*home);
        }
    };
    settle(&|sidecar, taken| drop.named(sidecar, taken, Where::SameFolder));
    settle(&|sidecar, taken| drop.named(sidecar, taken, Where::AnyFolder));
    settle(&|_, taken| drop.unnamed().filter(|id| !taken.contains(id)));
    homes
}

/// Where a picture may be that has a sidecar's name.
#[derive(Clone, Copy, PartialEq)]
enum Where {
    SameFolder,
    AnyFolder,
}

impl<Id> Default for Drop<Id> {
    fn default() -> Self {
        Self {
            came: Vec::new(),
            were_there: Vec::new(),
            shown: None,
        }
    }
}

impl<Id: Copy + PartialEq> Drop<Id> {
    /// The picture whose name is that of the sidecar.
    fn named(&self, sidecar: &str, taken: &[Id], place: Where) -> Option<Id> {
        let stem = stem(file_name(sidecar))?;
        let folder = Path::new(sidecar).parent();
        let may_be =
            |picture: &str| place == Where::AnyFolder || Path::new(picture).parent() == folder;
        let best = |pictures: &[(Id, String)]| {
            let free = pictures.iter().filter(|(id, _)| !taken.contains(id));
            let near = free.filter(|(_, name)| may_be(name));
            let ranked = near.filter_map(|(id, name)| Some((rank(stem, file_name(name))?, *id)));
            // Of equals the one that is shown, or else the first.
            let best = ranked.min_by_key(|(rank, id)| (*rank, Some(*id) != self.shown));
            best.map(|(_, id)| id)
        };
        best(&self.came).or_else(|| best(&self.were_there))
    }

    /// The picture that is meant where none has the name.
    fn unnamed(&self) -> Option<Id> {
        match self.came.as_slice() {
            [] => self.shown,
            [(only, _)] => Some(*only),
            _ => None,
        }
    }
}

/// The last part of a path; a name without folders is that itself.
fn file_name(path: &str) -> &str {
    Path::new(path)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(path)
}

/// `photo` of `photo.c2pa`.
fn stem(sidecar: &str) -> Option<&str> {
    let (stem, ending) = sidecar.split_at_checked(sidecar.len().checked_sub(ENDING.len())?)?;
    ending.eq_ignore_ascii_case(ENDING).then_some(stem)
}

/// How well the name of a picture is that of a sidecar, less for better.
fn rank(stem: &str, picture: &str) -> Option<u8> {
    let without_ending = picture.rsplit_once('.').map_or(picture, |(name, _)| name);
    if picture == stem {
        Some(0)
    } else if without_ending == stem {
        Some(1)
    } else if picture.eq_ignore_ascii_case(stem) || without_ending.eq_ignore_ascii_case(stem) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: char = 'A';
    const B: char = 'B';
    const C: char = 'C';

    fn named(pictures: &[(char, &str)]) -> Vec<(char, String)> {
        let owned = |(id, name): &(char, &str)| (*id, (*name).to_owned());
        pictures.iter().map(owned).collect()
    }

    fn drop(came: &[(char, &str)], were_there: &[(char, &str)], shown: Option<char>) -> Drop<char> {
        Drop {
            came: named(came),
            were_there: named(were_there),
            shown,
        }
    }

    #[test]
    fn a_sidecar_is_known_by_its_ending() {
        for name in ["photo.c2pa", "photo.jpg.C2PA", ".c2pa"] {
            assert!(is_sidecar(name), "{name}");
        }
        for name in ["photo.jpg", "c2pa", "photo.c2pa.png", "", "photo.c2p☀"] {
            assert!(!is_sidecar(name), "{name}");
        }
    }

    #[test]
    fn the_same_name_decides_wherever_the_picture_is() {
        let came = [(B, "one.jpg"), (C, "photo.jpg")];
        let there = [(A, "photo.png")];
        let all = drop(&came, &there, Some(A));
        assert_eq!(pair(&["photo.c2pa"], &all), [Some(C)]);
        let earlier = drop(&came[..1], &there, None);
        assert_eq!(pair(&["photo.c2pa"], &earlier), [Some(A)]);
    }

    #[test]
    fn the_name_with_its_ending_is_closer_than_that_without() {
        let came = [(A, "photo.png"), (B, "photo.jpg"), (C, "PHOTO.webp")];
        let all = drop(&came, &[], None);
        assert_eq!(pair(&["photo.jpg.c2pa"], &all), [Some(B)]);
        assert_eq!(pair(&["photo.c2pa"], &all), [Some(A)]);
        assert_eq!(pair(&["Photo.c2pa"], &all), [Some(A)]);
    }

    #[test]
    fn of_pictures_of_one_name_that_in_the_sidecars_folder_is_meant() {
        let came = [
            (A, "one/photo.jpg"),
            (B, "two/photo.jpg"),
            (C, "photo.c.jpg"),
        ];
        let all = drop(&came, &[], None);
        let both = ["two/photo.c2pa", "one/photo.c2pa"];
        assert_eq!(pair(&both, &all), [Some(B), Some(A)]);
        // Whose folder fits goes first, wherever it stands in the list.
        let from_elsewhere = ["photo.c2pa", "one/photo.c2pa"];
        assert_eq!(pair(&from_elsewhere, &all), [Some(B), Some(A)]);
        // The dot of a folder ends no name.
        assert_eq!(pair(&["a.b/photo.c.c2pa"], &all), [Some(C)]);
    }

    #[test]
    fn two_sidecars_of_one_name_get_a_picture_each() {
        let came = [(A, "photo.jpg"), (B, "photo.png"), (C, "other.png")];
        let homes = pair(&["photo.c2pa"; 3], &drop(&came, &[], None));
        assert_eq!(homes, [Some(A), Some(B), None]);
    }

    #[test]
    fn without_the_name_the_only_picture_that_came_is_meant() {
        let there = [(A, "old.jpg")];
        let one = drop(&[(B, "photo.jpg")], &there, Some(A));
        assert_eq!(pair(&["x.c2pa"], &one), [Some(B)]);
        assert_eq!(pair(&["x.c2pa", "y.c2pa"], &one), [Some(B), None]);
        // Whose name fits goes first, wherever it stands in the list.
        assert_eq!(pair(&["x.c2pa", "photo.c2pa"], &one), [None, Some(B)]);
    }

    #[test]
    fn a_sidecar_that_comes_alone_is_for_the_picture_that_is_shown() {
        let there = [(A, "old.jpg"), (B, "new.jpg")];
        assert_eq!(pair(&["x.c2pa"], &drop(&[], &there, Some(B))), [Some(B)]);
        assert_eq!(pair(&["x.c2pa"], &drop(&[], &[], None)), [None]);
    }

    #[test]
    fn none_of_several_pictures_is_guessed() {
        let came = [(B, "one.jpg"), (C, "two.jpg")];
        let there = [(A, "old.jpg")];
        assert_eq!(pair(&["x.c2pa"], &drop(&came, &there, Some(A))), [None]);
    }
}
