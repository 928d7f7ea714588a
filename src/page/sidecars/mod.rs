//! Manifest stores in files of their own, and the pictures that they lie beside. Which picture that is
//! says [`spectrafide_provenance::sidecar`].

use spectrafide_provenance::sidecar::MAX_BYTES;

/// A file of the type `.c2pa`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidecar {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

impl Sidecar {
    /// Whether it is too large to be read.
    pub fn is_too_large(&self) -> bool {
        self.bytes > MAX_BYTES
    }
}

/// Names a sidecar that lies beside no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SidecarId(pub u32);

/// A sidecar that lies beside no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spare {
    /// Its name in markup.
    pub id: SidecarId,
    /// The file.
    pub sidecar: Sidecar,
}

/// The sidecars that lie beside no picture, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spares {
    list: Vec<Spare>,
    next_id: u32,
}

impl Spares {
    /// All of them.
    pub fn list(&self) -> &[Spare] {
        &self.list
    }

    /// Keeps a sidecar that has no picture.
    pub fn keep(&mut self, sidecar: Sidecar) -> SidecarId {
        let id = SidecarId(self.next_id);
        self.next_id += 1;
        self.list.push(Spare { id, sidecar });
        id
    }

    /// Takes one out.
    pub fn take(&mut self, id: SidecarId) -> Option<Sidecar> {
        let position = self.list.iter().position(|spare| spare.id == id)?;
        Some(self.list.remove(position).sidecar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_picture_is_kept_until_it_is_taken() {
        let sidecar = |name: &str| Sidecar {
            name: name.to_owned(),
            bytes: 1,
        };
        let mut spares = Spares::default();
        let first = spares.keep(sidecar("a.c2pa"));
        let second = spares.keep(sidecar("b.c2pa"));
        assert_eq!(spares.take(first), Some(sidecar("a.c2pa")));
        assert_eq!(spares.take(first), None);
        let kept: Vec<_> = spares.list().iter().map(|spare| spare.id).collect();
        assert_eq!(kept, [second]);
    }

    #[test]
    fn a_sidecar_may_be_as_large_as_the_limit_and_no_larger() {
        let sidecar = |bytes| Sidecar {
            name: String::new(),
            bytes,
        };
        assert!(!sidecar(MAX_BYTES).is_too_large());
        assert!(sidecar(MAX_BYTES + 1).is_too_large());
    }
}
