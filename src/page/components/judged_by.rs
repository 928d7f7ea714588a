//! Which detector of a pair a verdict is of, and what the other one has said or is going to.

use leptos::prelude::*;

use crate::page::pair::Role;
use crate::page::review::Review;
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::words::pair as words;
use crate::protocol::RequestId;

/// One line beneath the verdict; nothing for a detector that is of no pair.
#[component]
pub fn JudgedBy(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
    /// Its result.
    analysis: Finished,
    /// Whether the detector is named.
    #[prop(default = true)]
    named: bool,
) -> impl IntoView {
    let role = {
        let detector = analysis.report.detector.clone();
        Memo::new(move |_| {
            session
                .engine
                .with(|engine| engine.pair.as_ref()?.role(&detector))
        })
    };
    let review = Memo::new(move |_| {
        session.queue.with(|queue| {
            let item = queue.item(id);
            item.map(|item| item.review.clone()).unwrap_or_default()
        })
    });
    let is_now = Memo::new(move |_| session.queue.with(|queue| queue.is_reviewed(id)));
    let is_changed = {
        let analysis = analysis.clone();
        Memo::new(move |_| match &*review.read() {
            Review::After(quick) => words::is_changed(&quick.report, &analysis.report),
            _ => false,
        })
    };
    let other = Memo::new(move |_| {
        let now = is_now.get();
        session.engine.with(|engine| {
            let pair = engine.pair.as_ref()?;
            Some(words::other(pair, &review.read(), &analysis.report, now))
        })
    });
    let can_retry = move || matches!(*review.read(), Review::Failed(_));
    move || {
        role.get().map(|role| {
            view! {
                <p
                    class="verdict__by"
                    class:verdict__by--changed=is_changed
                    data-testid="judged-by"
                    data-role=match role {
                        Role::Quick => "quick",
                        Role::Thorough => "thorough",
                    }
                >
                    {named.then(|| words::judged_by(role))}
                    " "
                    {other}
                    <Show when=can_retry>
                        " "
                        <button
                            class="button button--small"
                            on:click=move |_| session.review(id)
                        >
                            "Try again"
                        </button>
                    </Show>
                </p>
            }
        })
    }
}
