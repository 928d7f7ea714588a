//! What the session does with manifest stores in files of their own.

use std::collections::BTreeMap;

use leptos::prelude::*;
use spectrafide_provenance::sidecar::{Drop, is_sidecar, pair};

use super::Session;
use crate::browser::files::PickedFile;
use crate::browser::window;
use crate::page::filing::is_dossier;
use crate::page::sidecars::{Sidecar, SidecarId};
use crate::protocol::RequestId;

/// The files.
#[derive(Default)]
pub(super) struct Files {
    /// Those that lie beside a picture.
    pub(super) beside: BTreeMap<RequestId, PickedFile>,
    /// Those that lie beside none.
    spare: BTreeMap<SidecarId, PickedFile>,
}

/// A sidecar on its way to a picture.
struct Brought {
    sidecar: Sidecar,
    file: PickedFile,
}

impl Session {
    /// Takes what came at once: pictures go into the queue, and sidecars beside their pictures.
    pub fn add(self, files: Vec<PickedFile>) {
        let (dossiers, files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| is_dossier(&file.name()));
        for dossier in dossiers {
            self.check_dossier(dossier);
        }
        let (sidecars, pictures): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| is_sidecar(&file.name()));
        let mut drop = self.queue.with_untracked(|queue| Drop {
            were_there: queue
                .items()
                .iter()
                .map(|item| (item.id, item.name.clone()))
                .collect(),
            shown: queue.selected().map(|item| item.id),
            ..Drop::default()
        });
        for picture in pictures {
            let name = picture.name();
            drop.came
                .extend(self.add_picture(picture).map(|id| (id, name)));
        }
        // Whoever brings a picture wants to see it, whatever was shown before.
        if let Some((first, _)) = drop.came.first() {
            self.queue.update(|queue| queue.select(*first));
            window::reveal(".workbench");
        }
        self.lay_beside(sidecars, &drop);
        self.pump();
    }

    /// Lays a sidecar that has no picture beside this one.
    pub fn use_spare(self, spare: SidecarId, picture: RequestId) {
        if let Some(brought) = self.take_spare(spare) {
            self.attach(picture, brought);
        }
        self.pump();
    }

    /// Forgets a sidecar that has no picture.
    pub fn forget_spare(self, spare: SidecarId) {
        self.take_spare(spare);
    }

    /// Takes the sidecar of a picture away from it, and keeps it.
    pub fn take_sidecar_away(self, picture: RequestId) {
        let file = self
            .link
            .try_update_value(|link| link.sidecars.beside.remove(&picture))
            .flatten();
        let sidecar = self
            .queue
            .try_update(|queue| queue.lay_beside(picture, None))
            .flatten();
        if let Some((sidecar, file)) = sidecar.zip(file) {
            self.keep_spare(sidecar, file);
        }
        self.pump();
    }

    fn lay_beside(self, files: Vec<PickedFile>, drop: &Drop<RequestId>) {
        let mut brought: Vec<Brought> = files
            .into_iter()
            .map(|file| Brought {
                sidecar: Sidecar {
                    name: file.name(),
                    bytes: file.bytes(),
                },
                file,
            })
            .collect();
        // Those that wait for a picture see the new ones, too.
        if !drop.came.is_empty() {
            let waiting: Vec<SidecarId> = self
                .spares
                .with_untracked(|spares| spares.list().iter().map(|spare| spare.id).collect());
            brought.extend(waiting.into_iter().filter_map(|id| self.take_spare(id)));
        }
        let (large, small): (Vec<_>, Vec<_>) = brought
            .into_iter()
            .partition(|brought| brought.sidecar.is_too_large());
        let names: Vec<&str> = small.iter().map(|one| one.sidecar.name.as_str()).collect();
        let homes = pair(&names, drop);
        for (brought, home) in small.into_iter().zip(homes) {
            match home {
                Some(picture) => self.attach(picture, brought),
                None => self.keep_spare(brought.sidecar, brought.file),
            }
        }
        for brought in large {
            self.keep_spare(brought.sidecar, brought.file);
        }
    }

    /// Lays a sidecar beside a picture; another one that lay there is kept.
    fn attach(self, picture: RequestId, brought: Brought) {
        let Brought { sidecar, file } = brought;
        let name = sidecar.name.clone();
        let before = self
            .queue
            .try_update(|queue| queue.lay_beside(picture, Some(sidecar)))
            .flatten();
        let file_before = self
            .link
            .try_update_value(|link| link.sidecars.beside.insert(picture, file))
            .flatten();
        // A newer file of the same name is meant to take the place of the older one.
        if let Some((before, file)) = before.zip(file_before)
            && before.name != name
        {
            self.keep_spare(before, file);
        }
    }

    fn keep_spare(self, sidecar: Sidecar, file: PickedFile) {
        let kept = self.spares.try_update(|spares| spares.keep(sidecar));
        if let Some(id) = kept {
            self.link.update_value(|link| {
                link.sidecars.spare.insert(id, file);
            });
        }
    }

    fn take_spare(self, id: SidecarId) -> Option<Brought> {
        let file = self
            .link
            .try_update_value(|link| link.sidecars.spare.remove(&id))
            .flatten();
        let sidecar = self.spares.try_update(|spares| spares.take(id)).flatten();
        let (sidecar, file) = sidecar.zip(file)?;
        Some(Brought { sidecar, file })
    }
}
