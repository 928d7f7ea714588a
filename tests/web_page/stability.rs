//! Whether the verdict holds on copies, as the page shows it.

use crate::sample;
use leptos::prelude::*;
use leptos::task::tick;
use spectrafide::page::checks::Progress;
use spectrafide::page::state::Queue;
use spectrafide_report::{CopyVerdict, Handling, Reason, Score, Verdict};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::Page;

fn copy(handling: Handling, verdict: Verdict, score: f32) -> CopyVerdict {
    CopyVerdict {
        handling,
        verdict,
        score: Some(Score::new(score)),
        reasons: Vec::new(),
        error: None,
    }
}

#[wasm_bindgen_test]
async fn copies_are_shown_as_they_are_judged_and_the_article_stays_as_it_is() {
    let page = Page::with(sample::synthetic()).await;
    assert!(page.all("copy").is_empty());
    let shown = page.select(".result__article").pop().expect("an article");
    page.press("Check on 8 copies").await;
    let id = page.session.queue.with(|queue: &Queue| queue.items()[0].id);
    let change = |copy: CopyVerdict| {
        page.session
            .checks
            .update(|checks| checks.take_in(id, copy));
    };
    page.session.checks.update(|checks| {
        checks.start_next();
    });
    tick().await;
    assert!(page.text("stability-said").contains("copy 1 of 8"));
    change(copy(Handling::WebPage, Verdict::LikelySynthetic, 0.91));
    change(copy(Handling::Messenger, Verdict::LikelyReal, 0.07));
    change(CopyVerdict {
        score: None,
        verdict: Verdict::CannotTell,
        reasons: vec![Reason::Flat],
        ..copy(Handling::Thumbnail, Verdict::CannotTell, 0.0)
    });
    tick().await;
    let rows = page.texts("copy");
    assert_eq!(rows.len(), 4, "the picture and three copies");
    assert!(rows[0].starts_with("As it is"), "{}", rows[0]);
    assert!(rows[1].ends_with("91") && rows[1].contains("Looks AI-made"));
    assert!(rows[3].contains("Not judged. The picture is nearly one flat colour."));
    let turned = page.select(".copies__copy--turned");
    assert_eq!(turned.len(), 1, "the messenger's");
    page.session.checks.update(|checks| {
        checks.end(None);
    });
    tick().await;
    let said = page.text("stability-said");
    assert!(said.contains("opposite in 1 of 2 copies"), "{said}");
    let now = page.select(".result__article").pop().expect("an article");
    assert!(shown == now, "the result is not drawn anew");
    let progress = page
        .session
        .checks
        .with(|checks| checks.of(id).map(|check| check.progress.clone()));
    assert_eq!(progress, Some(Progress::Done));
}

#[wasm_bindgen_test]
async fn a_picture_without_a_score_has_no_panel() {
    let page = Page::with(sample::cannot_tell()).await;
    assert!(page.find("stability").is_none());
}
