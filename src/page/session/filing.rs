//! What the session does with dossiers.

use js_sys::{Date, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use spectrafide_evidence::{Dossier, Export, Thumbnail};

use super::Session;
use super::handing::unreadable;
use crate::browser::files::{self, PickedFile};
use crate::browser::thumbnail;
use crate::page::filing;
use crate::page::state::Item;
use crate::page::words::filing as words;

/// What is being filed, or was checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filed {
    /// How far an export is, or how it ended, as a sentence.
    pub said: String,
    /// Whether one is on its way.
    pub is_busy: bool,
    /// The dossiers that were brought back: the file's name, and what is known of it or does not fit.
    pub checked: Vec<(String, Result<Vec<String>, String>)>,
}

impl Session {
    /// Saves the results that there are.
    pub fn export(self, export: Export) {
        if self.filed.with_untracked(|filed| filed.is_busy) {
            return;
        }
        self.filed.update(|filed| filed.is_busy = true);
        spawn_local(async move {
            let said = match self.collect().await {
                Ok(dossier) => {
                    let name = format!("spectrafide-{}.{}", &now()[..10], export.end());
                    let text = export.write(&dossier);
                    match files::save_text(&name, &text, export.media_type()) {
                        Ok(()) => words::saved(&name, &dossier),
                        Err(error) => words::not_saved(&error.to_string()),
                    }
                }
                Err(error) => words::not_saved(&error),
            };
            self.filed.update(|filed| {
                filed.said = said;
                filed.is_busy = false;
            });
        });
    }

    async fn collect(self) -> Result<Dossier, String> {
        let detectors = self
            .engine
            .with_untracked(|engine| engine.detectors.clone());
        let mut dossier = filing::begin(&detectors, &now()).map_err(|error| error.english())?;
        let settled: Vec<Item> = self.queue.with_untracked(|queue| {
            let settled = |item: &&Item| !filing::reports(item).is_empty();
            queue.items().iter().filter(settled).cloned().collect()
        });
        let all = settled.len();
        for (place, item) in settled.iter().enumerate() {
            self.filed
                .update(|filed| filed.said = words::progress(place + 1, all));
            let file = self
                .link
                .with_value(|link| link.files.get(&item.id).cloned());
            let Some(file) = file else { continue };
            let bytes = file
                .read()
                .await
                .map_err(|error| unreadable(&item.name, &error))?;
            let small = thumbnail::jpeg_of(&file, Thumbnail::size).await.ok();
            let bytes = Uint8Array::new(&bytes).to_vec();
            let checked_at = item.checked_at.clone().unwrap_or_else(now);
            filing::file(&mut dossier, item, &bytes, &checked_at, small)
                .map_err(|error| format!("{}: {}", item.name, error.english()))?;
        }
        Ok(dossier)
    }

    /// Checks a dossier that was brought back.
    pub(super) fn check_dossier(self, file: PickedFile) {
        spawn_local(async move {
            let checked = match file.read().await {
                Ok(bytes) => filing::check(&Uint8Array::new(&bytes).to_vec()),
                Err(error) => Err(unreadable(&file.name(), &error)),
            };
            self.filed
                .update(|filed| filed.checked.push((file.name(), checked)));
        });
    }

    /// Takes away what was said of dossiers.
    pub fn forget_checked(self) {
        self.filed.update(|filed| filed.checked.clear());
    }
}

/// The time in UTC as RFC 3339 writes it.
pub(super) fn now() -> String {
    String::from(Date::new_0().to_iso_string())
}
