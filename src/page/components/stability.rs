//! Whether the verdict holds on copies of the picture: asked for, and shown as it comes.

use leptos::prelude::*;
use spectrafide_report::{CopyVerdict, Handling, Score, Verdict};

use crate::page::checks::{Check, Progress};
use crate::page::session::Session;
use crate::page::words::{score, stability as words, verdict};
use crate::protocol::RequestId;

/// The check of the verdict on one picture.
#[component]
pub fn StabilityPanel(
    /// What the page works on.
    session: Session,
    /// Which picture.
    id: RequestId,
) -> impl IntoView {
    let check = Memo::new(move |_| session.checks.with(|checks| checks.of(id).cloned()));
    let is_asked = Memo::new(move |_| check.with(Option::is_some));
    let is_busy = Memo::new(move |_| {
        let busy = |check: &Check| matches!(check.progress, Progress::Waiting | Progress::Running);
        check.with(|check| check.as_ref().is_some_and(busy))
    });
    let said = move || check.with(|check| check.as_ref().map(words::sentence));
    view! {
        <section class="card stability" aria-labelledby="stability-title" data-testid="stability">
            <h3 id="stability-title" class="card__title">"Does the verdict hold?"</h3>
            <p class="card__lead" hidden=is_asked>{words::OFFER}</p>
            <p class="stability__said" role="status" aria-live="polite" data-testid="stability-said">
                {said}
            </p>
            <div class="stability__actions">
                <Show
                    when=move || is_busy.get()
                    fallback=move || {
                        let label = move || {
                            if is_asked.get() {
                                "Check again".to_owned()
                            } else {
                                format!("Check on {} copies", Handling::ALL.len())
                            }
                        };
                        view! {
                            <button
                                class="button button--small"
                                data-testid="check"
                                on:click=move |_| session.check(id)
                            >
                                {label}
                            </button>
                        }
                    }
                >
                    <button class="button button--small" on:click=move |_| session.stop()>
                        "Stop"
                    </button>
                </Show>
            </div>
            {move || check.get().map(|check| view! { <Copies check /> })}
        </section>
    }
}

/// A row for each copy, the picture as it is first.
#[component]
fn Copies(
    /// The check.
    check: Check,
) -> impl IntoView {
    let own = &check.stability;
    let (own_verdict, own_score) = (own.verdict, own.score);
    let row = |copy: &CopyVerdict| {
        let name = copy.handling.english();
        let turned = copy.score.is_some() && copy.verdict.contradicts(own_verdict);
        view! {
            <Copy name said=words::verdict_on(copy) verdict=copy.verdict score=copy.score turned />
        }
    };
    let rows: Vec<_> = own.copies.iter().map(row).collect();
    view! {
        <table class="copies">
            <thead>
                <tr>
                    <th scope="col">"Copy"</th>
                    <th scope="col">"Verdict"</th>
                    <th scope="col" class="copies__score">"Score"</th>
                </tr>
            </thead>
            <tbody>
                <Copy
                    name="As it is"
                    said=verdict::short(own_verdict).to_owned()
                    verdict=own_verdict
                    score=own_score
                    turned=false
                />
                {rows}
            </tbody>
        </table>
    }
}

/// One of them.
#[component]
fn Copy(
    /// What was done.
    name: &'static str,
    /// The verdict in words.
    said: String,
    /// The verdict.
    verdict: Verdict,
    /// The score; none for a copy that was not judged.
    score: Option<Score>,
    /// Whether the verdict is the opposite of the picture's own.
    turned: bool,
) -> impl IntoView {
    let state = score.map_or("none", |_| verdict::markup_name(verdict));
    view! {
        <tr class="copies__copy" class:copies__copy--turned=turned data-testid="copy">
            <th scope="row">{name}</th>
            <td class="copies__verdict" data-verdict=state>{said}</td>
            <td class="copies__score">{score.map(score::points_of)}</td>
        </tr>
    }
}
