//! The thorough detector while it does not judge: how far it is, and the choice to have it or not.

use leptos::prelude::*;

use crate::page::pair::Progress;
use crate::page::session::Session;
use crate::page::words::pair as words;

/// Its progress and one button, or nothing where it judges or there is none.
#[component]
pub fn ThoroughNotice(
    /// What the page works on.
    session: Session,
) -> impl IntoView {
    let pair = Memo::new(move |_| session.engine.with(|engine| engine.pair.clone()));
    let notice = Memo::new(move |_| pair.with(|pair| pair.as_ref().and_then(words::notice)));
    // Each by itself, so that nothing is drawn anew while bytes arrive.
    let detail = Memo::new(move |_| notice.with(|notice| notice.as_ref()?.detail.clone()));
    let bar = Memo::new(move |_| notice.with(|notice| notice.as_ref()?.bar));
    let offer = Memo::new(move |_| notice.with(|notice| notice.as_ref()?.offer.clone()));
    let sentence = move || notice.with(|notice| notice.as_ref().map(|notice| notice.sentence));
    let state = move || {
        pair.with(|pair| {
            let failed = |progress: &Progress| matches!(progress, Progress::Failed(_));
            match pair {
                Some(pair) if failed(&pair.progress) => "failed",
                Some(_) if bar.read().is_some() => "coming",
                _ => "declined",
            }
        })
    };
    let take = move || {
        if let Some((preference, _)) = offer.get_untracked() {
            session.prefer(preference);
        }
    };
    view! {
        <Show when=move || notice.read().is_some()>
            <section class="thorough" data-testid="thorough" data-state=state>
                <p class="thorough__words" id="thorough-words">
                    <span class="thorough__sentence">{sentence}</span>
                    {move || detail.get().map(|text| view! {
                        " "<span class="thorough__detail">{text}</span>
                    })}
                </p>
                <Show when=move || offer.read().is_some()>
                    // One button with other words, so that it keeps the focus when it is pressed.
                    <button class="button button--small" on:click=move |_| take()>
                        {move || offer.get().map(|(_, text)| text)}
                    </button>
                </Show>
                <Show when=move || bar.read().is_some()>
                    <progress
                        class="status__progress"
                        data-testid="thorough-progress"
                        aria-labelledby="thorough-words"
                        max="1"
                        value=move || bar.get().flatten().map(|share| share.to_string())
                    ></progress>
                </Show>
            </section>
        </Show>
    }
}
