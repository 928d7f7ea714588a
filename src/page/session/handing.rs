//! A picture on its way to the worker.

use js_sys::ArrayBuffer;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Session;
use crate::browser::files::PickedFile;
use crate::page::client::Names;
use crate::protocol::{Choice, RequestId};

impl Session {
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
                (Ok(_), None) => self.fail(id, "The detector is not running."),
            }
        });
    }
}

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
        files.push(file.read().await.map_err(|error| {
            format!(
                "{name} could not be read ({error}). It may have been moved or changed; choose it \
                 again."
            )
        })?);
    }
    Ok(files)
}
