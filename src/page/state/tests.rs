use super::*;
use crate::page::sample;

fn three() -> (Queue, [RequestId; 3]) {
    let mut queue = Queue::default();
    let ids = ["a", "b", "c"].map(|name| queue.add(name.to_owned(), 1, String::new()));
    (queue, ids)
}

#[test]
fn pictures_run_one_at_a_time_in_their_order() {
    let (mut queue, [a, b, _]) = three();
    assert_eq!(queue.start_next(), Some(a));
    assert_eq!(queue.start_next(), None);
    queue.finish(a, sample::synthetic(), None);
    assert_eq!(queue.start_next(), Some(b));
    assert_eq!(queue.settled(), 1);
}

#[test]
fn the_first_picture_is_shown_and_later_ones_do_not_push_it_away() {
    let (mut queue, [a, b, _]) = three();
    assert_eq!(queue.selected().map(|item| item.id), Some(a));
    queue.select(b);
    queue.finish(a, sample::real(), None);
    assert_eq!(queue.selected().map(|item| item.id), Some(b));
}

#[test]
fn removing_the_shown_picture_shows_its_neighbour() {
    let (mut queue, [a, b, c]) = three();
    queue.select(b);
    queue.remove(b);
    assert_eq!(queue.selected().map(|item| item.id), Some(c));
    queue.remove(c);
    assert_eq!(queue.selected().map(|item| item.id), Some(a));
    queue.remove(a);
    assert!(queue.selected().is_none());
    assert!(queue.remove(a).is_none());
}

#[test]
fn a_report_with_an_error_is_a_failure_and_can_be_tried_again() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::failed(), None);
    assert_eq!(queue.item(a).map(|item| item.state.name()), Some("failed"));
    queue.retry(a);
    assert_eq!(queue.start_next(), Some(a));
}

#[test]
fn a_second_detector_that_fails_does_not_cost_the_first_result() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::real(), Some(sample::failed()));
    let Some(ItemState::Done(first, Some(second))) = queue.item(a).map(|item| &item.state) else {
        panic!("the first result is gone");
    };
    assert_eq!(first.report, sample::real().report);
    assert!(second.report.error.is_some());
}

#[test]
fn late_news_about_a_picture_that_does_not_run_is_ignored() {
    let (mut queue, [a, b, _]) = three();
    queue.start_next();
    queue.progress(b, Step::Infer);
    assert_eq!(queue.item(b).map(|item| item.state.name()), Some("waiting"));
    queue.progress(a, Step::Infer);
    let expected = ItemState::Running(Some(Step::Infer));
    assert_eq!(queue.item(a).map(|item| item.state.clone()), Some(expected));
}

#[test]
fn names_are_never_used_twice() {
    let (mut queue, [_, _, c]) = three();
    queue.remove(c);
    assert_ne!(queue.add("d".to_owned(), 1, String::new()), c);
}

/// A queue whose first two pictures were judged by the quick detector.
fn judged_quickly() -> (Queue, [RequestId; 3]) {
    let (mut queue, ids) = three();
    for id in &ids[..2] {
        queue.start_next();
        queue.finish(*id, sample::by(sample::QUICK, sample::real()), None);
        queue.expect_review(*id);
    }
    (queue, ids)
}

fn review_of(queue: &Queue, id: RequestId) -> &Review {
    &queue.item(id).expect("it is there").review
}

fn thorough() -> Analysis {
    sample::by(sample::THOROUGH, sample::synthetic())
}

#[test]
fn a_review_takes_the_place_of_the_result_and_keeps_what_was_said_before() {
    let (mut queue, [a, ..]) = judged_quickly();
    let order = queue.start_review().expect("one is due");
    assert_eq!((order.id, order.compare_with), (a, None));
    assert_eq!(queue.item(a).map(|item| item.state.name()), Some("done"));
    queue.progress(a, Step::Infer);
    assert_eq!(queue.work(), Some(Work::Reviewing(Some(Step::Infer))));
    queue.finish(a, thorough(), None);
    let Some(ItemState::Done(shown, None)) = queue.item(a).map(|item| &item.state) else {
        panic!("there is no result");
    };
    assert_eq!(shown.report.detector, sample::THOROUGH);
    let Review::After(before) = review_of(&queue, a) else {
        panic!("what was said before is gone");
    };
    assert_eq!(before.report.detector, sample::QUICK);
    assert_eq!(queue.work(), None);
}

#[test]
fn the_shown_picture_is_reviewed_first_and_one_at_a_time() {
    let (mut queue, [_, b, _]) = judged_quickly();
    queue.select(b);
    assert_eq!(queue.start_review().map(|order| order.id), Some(b));
    assert_eq!(queue.start_review(), None);
    assert_eq!(queue.start_next(), None, "the worker has one");
}

#[test]
fn a_review_that_fails_or_is_stopped_leaves_the_quick_result_and_can_be_asked_for_again() {
    let (mut queue, [a, b, _]) = judged_quickly();
    queue.start_review();
    queue.finish(a, sample::by(sample::THOROUGH, sample::failed()), None);
    assert!(matches!(review_of(&queue, a), Review::Failed(_)));
    queue.start_review();
    queue.fail(b, "Stopped.".to_owned());
    assert_eq!(*review_of(&queue, b), Review::Failed("Stopped.".to_owned()));
    for id in [a, b] {
        assert_eq!(queue.item(id).map(|item| item.state.name()), Some("done"));
    }
    queue.expect_review(a);
    assert_eq!(queue.start_review().map(|order| order.id), Some(a));
}

#[test]
fn a_comparison_is_reviewed_with_the_same_second_detector() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    let second = sample::by("x.y", sample::real());
    queue.finish(a, sample::by(sample::QUICK, sample::real()), Some(second));
    queue.expect_review(a);
    let order = queue.start_review().expect("one is due");
    assert_eq!(order.compare_with.as_deref(), Some("x.y"));
}

#[test]
fn a_picture_that_is_removed_or_tried_again_is_not_reviewed() {
    let (mut queue, [a, b, c]) = judged_quickly();
    queue.start_review();
    queue.remove(a);
    assert_eq!(queue.running(), None);
    queue.retry(b);
    assert_eq!(queue.start_review(), None);
    assert!(queue.is_waiting());
    for id in [b, c] {
        queue.remove(id);
    }
    assert!(!queue.is_waiting());
}

#[test]
fn a_picture_without_a_result_has_nothing_to_review() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::failed(), None);
    queue.expect_review(a);
    assert_eq!(*review_of(&queue, a), Review::None);
}

fn sidecar(name: &str) -> Sidecar {
    Sidecar {
        name: name.to_owned(),
        bytes: 1,
    }
}

fn state(queue: &Queue, id: RequestId) -> &'static str {
    queue.item(id).map_or("gone", |item| item.state.name())
}

#[test]
fn a_picture_with_a_result_is_judged_anew_with_what_is_laid_beside_it() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::real(), None);
    assert_eq!(queue.lay_beside(a, Some(sidecar("a.c2pa"))), None);
    assert_eq!(queue.start_next(), Some(a));
    queue.finish(a, sample::real(), None);
    assert_eq!(state(&queue, a), "done");
    assert_eq!(queue.lay_beside(a, None), Some(sidecar("a.c2pa")));
    assert_eq!(state(&queue, a), "waiting");
}

#[test]
fn a_result_without_what_was_laid_beside_meanwhile_is_dropped() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.lay_beside(a, Some(sidecar("a.c2pa")));
    queue.progress(a, Step::Infer);
    assert_eq!(state(&queue, a), "running");
    queue.finish(a, sample::real(), None);
    assert_eq!(state(&queue, a), "waiting");
    assert_eq!(queue.start_next(), Some(a));
    queue.finish(a, sample::real(), None);
    assert_eq!(state(&queue, a), "done");
}

#[test]
fn a_review_of_what_has_changed_since_is_dropped_too() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::real(), None);
    queue.expect_review(a);
    assert!(queue.start_review().is_some());
    queue.lay_beside(a, Some(sidecar("a.c2pa")));
    queue.finish(a, sample::synthetic(), None);
    assert_eq!(state(&queue, a), "waiting");
    assert_eq!(queue.start_next(), Some(a));
}

#[test]
fn a_check_that_was_stopped_is_not_started_again_for_what_was_laid_beside() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.lay_beside(a, Some(sidecar("a.c2pa")));
    queue.fail(a, "Stopped.".to_owned());
    assert_eq!(state(&queue, a), "failed");
    queue.retry(a);
    queue.start_next();
    queue.finish(a, sample::real(), None);
    assert_eq!(state(&queue, a), "done");
}

#[test]
fn a_review_that_was_stopped_says_so_where_something_was_laid_beside_meanwhile() {
    let (mut queue, [a, ..]) = three();
    queue.start_next();
    queue.finish(a, sample::real(), None);
    queue.expect_review(a);
    queue.start_review();
    queue.lay_beside(a, Some(sidecar("a.c2pa")));
    queue.fail(a, "Stopped.".to_owned());
    assert_eq!(state(&queue, a), "failed");
}

#[test]
fn a_long_list_keeps_the_maps_of_the_latest_and_of_the_one_that_is_shown() {
    let mut queue = Queue::default();
    for number in 0..60 {
        let id = queue.add(format!("{number}.png"), 1, String::new());
        queue.finish(id, sample::synthetic(), None);
    }
    let has_maps = |item: &Item| match &item.state {
        ItemState::Done(first, _) => first.maps.spectrum.is_some(),
        _ => false,
    };
    let kept: Vec<&str> = queue
        .items()
        .iter()
        .filter(|item| has_maps(item))
        .map(|item| item.name.as_str())
        .collect();
    assert_eq!(kept.len(), KEPT_MAPS);
    assert_eq!(kept[0], "0.png", "it is shown");
    assert_eq!(kept[kept.len() - 1], "59.png");
    let reports = queue.items().iter().filter(|item| match &item.state {
        ItemState::Done(first, _) => first.report == sample::synthetic().report,
        _ => false,
    });
    assert_eq!(reports.count(), 60);
}
