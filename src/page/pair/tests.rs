use super::*;
use crate::page::sample;

const BYTES: u64 = 30_000_000;

fn pair(surroundings: Surroundings) -> Pair {
    Pair::of(&sample::pair_facts(BYTES, false), surroundings).expect("a pair")
}

fn preferring(preference: Preference, spared: Option<Spared>) -> Pair {
    pair(Surroundings { preference, spared })
}

fn in_progress(progress: Progress) -> Pair {
    Pair {
        progress,
        ..pair(Surroundings::default())
    }
}

fn every_progress() -> [Progress; 6] {
    [
        Progress::Absent,
        Progress::Fetching { done_bytes: 1 },
        Progress::Fetched,
        Progress::Loading,
        Progress::Ready,
        Progress::Failed("It is gone.".to_owned()),
    ]
}

#[test]
fn detectors_without_a_stand_in_are_no_pair() {
    let mut detectors = sample::pair_facts(BYTES, false);
    for facts in &mut detectors {
        facts.stands_in_for = None;
    }
    assert_eq!(Pair::of(&detectors, Surroundings::default()), None);
    detectors[0].stands_in_for = Some("not.there".to_owned());
    assert_eq!(Pair::of(&detectors, Surroundings::default()), None);
}

#[test]
fn the_thorough_one_judges_when_it_is_ready_and_wanted_and_the_quick_one_at_all_other_times() {
    for progress in every_progress() {
        for preference in [
            Preference::Undecided,
            Preference::Quick,
            Preference::Thorough,
        ] {
            for spared in [None, Some(Spared::Data), Some(Spared::Device)] {
                let pair = Pair {
                    progress: progress.clone(),
                    ..preferring(preference, spared)
                };
                let wanted = preference == Preference::Thorough
                    || preference == Preference::Undecided && spared.is_none();
                let expected = if wanted && progress == Progress::Ready {
                    Role::Thorough
                } else {
                    Role::Quick
                };
                assert_eq!(pair.judge(), expected, "{pair:?}");
            }
        }
    }
}

#[test]
fn a_spared_device_fetches_nothing_until_a_person_asks() {
    let mut pair = preferring(Preference::Undecided, Some(Spared::Data));
    assert_eq!(pair.task(), None);
    pair.prefer(Preference::Thorough);
    assert_eq!(pair.task(), Some(Task::Fetch));
}

#[test]
fn what_is_stored_is_loaded_and_not_fetched() {
    let mut pair =
        Pair::of(&sample::pair_facts(BYTES, true), Surroundings::default()).expect("a pair");
    assert_eq!(pair.task(), Some(Task::Load));
    pair.prefer(Preference::Quick);
    assert_eq!(pair.task(), None);
}

#[test]
fn a_declined_download_is_dropped_and_asked_for_again() {
    for progress in [Progress::Fetching { done_bytes: 9 }, Progress::Fetched] {
        let mut pair = in_progress(progress);
        pair.prefer(Preference::Quick);
        assert_eq!((pair.task(), &pair.progress), (None, &Progress::Absent));
        pair.prefer(Preference::Thorough);
        assert_eq!(pair.task(), Some(Task::Fetch));
    }
}

#[test]
fn a_failure_stays_until_a_person_tries_again() {
    let mut pair = in_progress(Progress::Loading);
    pair.note_failure("It is gone.".to_owned());
    assert_eq!(pair.task(), None);
    assert!(!pair.is_thorough_coming());
    pair.note_end_of_worker();
    assert_eq!(pair.task(), None, "a new worker is no reason");
    pair.prefer(Preference::Thorough);
    assert_eq!(pair.task(), Some(Task::Fetch));
}

#[test]
fn a_worker_that_ends_takes_the_loaded_detector_with_it_but_not_the_download() {
    let mut ready = in_progress(Progress::Ready);
    ready.note_end_of_worker();
    assert_eq!(ready.progress, Progress::Absent);
    for progress in [Progress::Fetching { done_bytes: 9 }, Progress::Fetched] {
        let mut pair = in_progress(progress.clone());
        pair.note_end_of_worker();
        assert_eq!(pair.progress, progress);
    }
}

/// Otherwise a device whose memory is too small would load and end for ever.
#[test]
fn a_worker_that_ends_while_it_loads_is_not_asked_to_load_again() {
    let mut pair = Pair {
        is_stored: true,
        ..in_progress(Progress::Loading)
    };
    pair.note_end_of_worker();
    assert_eq!((pair.task(), pair.judge()), (None, Role::Quick));
}

#[test]
fn pictures_wait_for_a_detector_that_is_chosen_and_on_its_way_or_for_a_busy_worker() {
    let automatic = Choice::default();
    let chosen = Choice {
        detector: Some(sample::THOROUGH.to_owned()),
        ..Choice::default()
    };
    let compared = Choice {
        compare_with: chosen.detector.clone(),
        ..Choice::default()
    };
    for progress in every_progress() {
        let busy = progress == Progress::Loading;
        let coming = matches!(progress, Progress::Fetching { .. } | Progress::Fetched);
        let pair = in_progress(progress);
        assert_eq!(pair.holds(&automatic), busy, "{pair:?}");
        for named in [&chosen, &compared] {
            assert_eq!(pair.holds(named), busy || coming, "{pair:?}");
        }
    }
}

#[test]
fn a_detector_of_neither_role_changes_nothing() {
    let mut pair = in_progress(Progress::Absent);
    assert_eq!(pair.role("another.one"), None);
    pair.note_loaded(sample::QUICK, true);
    assert_eq!(pair.progress, Progress::Absent);
    pair.note_loaded(sample::THOROUGH, true);
    assert_eq!(pair.judge(), Role::Thorough);
    pair.note_end_of_worker();
    assert_eq!(pair.task(), Some(Task::Load), "it is stored");
}
