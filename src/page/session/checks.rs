//! What the session does for checks of whether a verdict holds.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Session;
use crate::page::checks::Checks;
use crate::page::state::ItemState;
use crate::protocol::{Event, Examination, RequestId};

impl Session {
    /// Checks whether the verdict on a picture holds on copies of it.
    pub fn check(self, id: RequestId) {
        let result = self
            .queue
            .with_untracked(|queue| match &queue.item(id)?.state {
                ItemState::Done(first, _) => Some(first.clone()),
                _ => None,
            });
        if let Some(result) = result {
            self.checks.update(|checks| checks.ask(id, &result.report));
            self.pump();
        }
    }

    /// Takes in what the worker says of a check; whether it was about one.
    pub(super) fn hear_check(self, event: &Event) {
        match event {
            Event::CopyJudged { id, copy } => {
                self.checks
                    .update(|checks| checks.take_in(*id, copy.clone()));
            }
            Event::Examined { error, .. } => {
                self.checks.update(|checks| {
                    checks.end(error.clone());
                });
            }
            _ => {}
        }
    }

    /// Has the worker make the next check if one waits; it then has no time for pictures.
    pub(super) fn check_if_due(self) -> bool {
        let next = self.checks.try_update(|checks| {
            let (id, check) = checks.start_next()?;
            Some((id, check.detector.clone(), check.effort))
        });
        let Some(Some((id, detector, effort))) = next else {
            return false;
        };
        let file = self.link.with_value(|link| link.files.get(&id).cloned());
        spawn_local(async move {
            let read = match &file {
                Some(file) => file.read().await.map_err(|error| error.to_string()),
                None => Err("it is not in the list any more".to_owned()),
            };
            if self.checks.with_untracked(Checks::running) != Some(id) {
                return;
            }
            match (read, self.client()) {
                (Ok(bytes), Some(client)) => {
                    let examination = Examination { detector, effort };
                    client.examine(id, examination, &bytes);
                }
                (Err(reason), _) => {
                    self.end_check(format!("The file could not be read ({reason})."));
                }
                (Ok(_), None) => self.end_check("The detector is not running.".to_owned()),
            }
        });
        true
    }

    fn end_check(self, message: String) {
        self.checks.update(|checks| {
            checks.end(Some(message));
        });
        self.pump();
    }
}
