//! Pictures on their way to the worker.

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Session;
use crate::browser::BrowserError;
use crate::browser::files::PickedFile;
use crate::page::client::{Client, Names};
use crate::protocol::{Choice, RequestId};

impl Session {
    /// Reads a picture again and calls `hand` with its bytes and the worker to give them to, or with a
    /// sentence why there are none; unless it `is_current` no more by then.
    pub(super) fn with_file(
        self,
        id: RequestId,
        is_current: impl Fn(Self) -> bool + 'static,
        hand: impl FnOnce(Self, Result<(Client, ArrayBuffer), String>) + 'static,
    ) {
        let file = self.link.with_value(|link| link.files.get(&id).cloned());
        spawn_local(async move {
            let read = match &file {
                Some(file) => file
                    .read()
                    .await
                    .map_err(|error| unreadable("The file", &error)),
                None => Err("The picture is not in the list any more.".to_owned()),
            };
            if !is_current(self) {
                // The worker has ended meanwhile, and another may not be ready yet.
                return;
            }
            let client = self.client().ok_or(NOT_RUNNING.to_owned());
            let handed = read.and_then(|file| client.map(|client| (client, file)));
            let has_failed = handed.is_err();
            hand(self, handed);
            if has_failed {
                self.pump();
            }
        });
    }

    /// Reads a picture and what lies beside it, and gives both to the worker.
    pub(super) fn hand_over(self, id: RequestId, choice: Choice) {
        let (file, sidecar) = self.link.with_value(|link| {
            let sidecar = link.sidecars.beside.get(&id);
            (link.files.get(&id).cloned(), sidecar.cloned())
        });
        let Some(file) = file else {
            return;
        };
        spawn_local(async move {
            let read = read_all(&file, sidecar.as_ref()).await;
            let running = self
                .queue
                .with_untracked(|queue| queue.running().map(|item| item.id));
            if running != Some(id) {
                return;
            }
            match (read, self.client()) {
                (Ok(files), Some(client)) => {
                    self.link
                        .update_value(|link| link.asked.clone_from(&choice));
                    let names = Names {
                        picture: file.name(),
                        sidecar: sidecar.map(|sidecar| sidecar.name()),
                    };
                    client.analyze(id, names, choice, &files);
                }
                (Err(message), _) => self.fail(id, &message),
                (Ok(_), None) => self.fail(id, NOT_RUNNING),
            }
        });
    }
}

/// What is said where there is no worker.
const NOT_RUNNING: &str = "The detector is not running.";

/// The bytes of a picture and of what lies beside it; an error is a sentence for people.
async fn read_all(
    picture: &PickedFile,
    sidecar: Option<&PickedFile>,
) -> Result<Vec<ArrayBuffer>, String> {
    let mut files = Vec::new();
    for (file, name) in [
        (Some(picture), "The file".to_owned()),
        (sidecar, sidecar.map(PickedFile::name).unwrap_or_default()),
    ] {
        let Some(file) = file else { continue };
        files.push(
            file.read()
                .await
                .map_err(|error| unreadable(&name, &error))?,
        );
    }
    Ok(files)
}

/// Why a file is missing, as a sentence.
pub(super) fn unreadable(name: &str, error: &BrowserError) -> String {
    format!(
        "{name} could not be read ({error}). It may have been moved or changed; choose it again."
    )
}
