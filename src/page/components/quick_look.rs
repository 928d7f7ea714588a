//! The quick look: its box, and the offer of it after a long wait.

use leptos::prelude::*;

use crate::page::effort;
use crate::page::session::Session;
use crate::page::state::Finished;
use crate::page::words::quick_look as words;
use crate::protocol::Choice;

/// The box that chooses it for the pictures to come.
#[component]
pub fn QuickLook(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let quick = Memo::new(move |_| session.choice.with(Choice::is_quick));
    view! {
        <label class="choice__quick">
            <input
                type="checkbox"
                data-testid="quick-look"
                prop:checked=quick
                on:change:target=move |event| {
                    let quick = event.target().checked();
                    session.choice.update(|choice| choice.look_quickly(quick));
                }
            />
            "Quick look: fewer parts, for slow devices"
        </label>
    }
}

/// Says after a long wait that the device is slow, and offers the quick look for the next
/// pictures; nothing else of the result depends on how long it took.
#[component]
pub fn QuickLookOffer(
    /// What the page works on.
    session: Session,
    /// The results of one picture; the first that took long is spoken of.
    results: Vec<Finished>,
) -> impl IntoView {
    let offer = Memo::new(move |_| {
        session.engine.with(|engine| {
            results.iter().find_map(|result| {
                let report = &result.report;
                let parts = engine.detector(&report.detector)?.quick_parts;
                effort::would_help(report, parts).then(|| words::offer(report, parts))
            })
        })
    });
    let quick = Memo::new(move |_| session.choice.with(Choice::is_quick));
    let choose = move |_| session.choice.update(|choice| choice.look_quickly(true));
    move || {
        offer.get().map(|offer| {
            view! {
                <div class="offer offer--quick" data-testid="quick-look-offer" role="status">
                    {if quick.get() {
                        view! { <p>{words::CHOSEN}</p> }.into_any()
                    } else {
                        view! {
                            <p>{offer}</p>
                            <button class="button button--small" on:click=choose>
                                "Use the quick look"
                            </button>
                        }
                        .into_any()
                    }}
                </div>
            }
        })
    }
}
