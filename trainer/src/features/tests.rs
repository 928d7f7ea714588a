//! What a cache keeps and what it computes.

use std::fs::{self, OpenOptions};
use std::path::Path;

use burn::tensor::{Device, Tensor, f16};
use image::{Rgb, RgbImage};
use spectrafide_models::card::self_test_input;
use spectrafide_models::network::vit::{Vit, VitConfig, VitTrunkConfig};
use spectrafide_models::network::{Inputs, Needs, ShippedNetwork, ShippedNetworkConfig};
use spectrafide_models::weights::Storage;
use spectrafide_picture::preprocess::{CropChoice, Preprocess, ViewData, Views};

use super::cache::Cache;
use super::extract::{Extracted, Extraction};
use super::key::Key;
use super::writer::Writer;
use super::{Column, Summary, Trunk};
use crate::augmentation::tier::Tier;
use crate::data::items;
use crate::device::Precision;
use crate::digest::sha256;

const SIDE: usize = 32;

fn vit_config() -> VitConfig {
    let trunk = VitTrunkConfig::new(2)
        .with_width(12)
        .with_heads(2)
        .with_units(24);
    VitConfig::new(trunk, vec![1, 2])
}

fn preprocess() -> Preprocess {
    Preprocess::of_colours(Views::Crops {
        side: SIDE as u32,
        count: 2,
        choice: CropChoice::Texture,
    })
}

fn key() -> Key {
    Key::new(
        "ab".to_owned(),
        &ShippedNetworkConfig::Vit(vit_config()),
        Storage::Half,
        Precision::Single,
        &preprocess(),
    )
}

/// Numbers of views that are told apart, each a whole number, which half precision has exactly.
fn numbers(first: usize, views: usize) -> Vec<f32> {
    let each = key().layout().numbers();
    (0..views * each)
        .map(|place| ((first * each + place) % 2000) as f32)
        .collect()
}

fn add(writer: &mut Writer, name: &str, first: usize, views: usize) {
    let of = [(name.to_owned(), Tier::Web, views)];
    writer.add(of, &numbers(first, views)).expect("added");
}

fn all_columns() -> Vec<Column> {
    Summary::OF_TOKENS
        .into_iter()
        .flat_map(|summary| (1..=2).map(move |block| Column { summary, block }))
        .collect()
}

fn read(folder: &Path, name: &str, views: usize) -> Option<Vec<f32>> {
    let cache = Cache::find(folder, |found| *found == key()).expect("a cache");
    let stored = cache.stored(name, Tier::Web)?;
    assert!(cache.stored(name, Tier::Hard).is_none());
    let all = all_columns();
    Some(cache.read(&[stored], views, &all).expect("numbers"))
}

fn shorten(file: &Path, by: u64) {
    let length = fs::metadata(file).expect("a file").len();
    let file = OpenOptions::new().write(true).open(file).expect("opened");
    file.set_len(length - by).expect("shortened");
}

#[test]
fn what_a_stop_cut_off_is_dropped_and_the_rest_goes_on() {
    for (name, by) in [("index.jsonl", 3), ("0000.f16", 5)] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer = Writer::open(folder.path(), &key()).expect("a cache");
        let inside = writer.folder().to_owned();
        add(&mut writer, "a", 0, 2);
        add(&mut writer, "b", 2, 1);
        drop(writer);
        shorten(&inside.join(name), by);
        assert_eq!(read(folder.path(), "a", 2), Some(numbers(0, 2)), "{name}");
        assert_eq!(read(folder.path(), "b", 1), None, "{name}");
        let mut writer = Writer::open(folder.path(), &key()).expect("a cache");
        add(&mut writer, "c", 5, 2);
        add(&mut writer, "b", 7, 1);
        drop(writer);
        assert_eq!(read(folder.path(), "a", 2), Some(numbers(0, 2)), "{name}");
        assert_eq!(read(folder.path(), "c", 2), Some(numbers(5, 2)), "{name}");
        assert_eq!(read(folder.path(), "b", 1), Some(numbers(7, 1)), "{name}");
        let kept = fs::metadata(inside.join("0000.f16"))
            .expect("a shard")
            .len();
        assert_eq!(kept as usize, 5 * key().layout().bytes(), "{name}");
    }
}

#[test]
fn chosen_columns_are_read_in_their_order_and_missing_views_repeated() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), &key()).expect("a cache");
    add(&mut writer, "a", 0, 2);
    add(&mut writer, "b", 2, 1);
    drop(writer);
    let cache = Cache::find(folder.path(), |_| true).expect("a cache");
    let [a, b] = ["a", "b"].map(|name| cache.stored(name, Tier::Web).expect("there"));
    let columns = [(Summary::Deviation, 1), (Summary::Class, 2)];
    let columns = columns.map(|(summary, block)| Column { summary, block });
    let read = cache.read(&[b, a], 2, &columns).expect("numbers");
    // Deviations after block 1 start at 4 * 12, class tokens after block 2 at 12.
    let expected: Vec<f32> = [2, 2, 0, 1]
        .into_iter()
        .flat_map(|view| {
            let view = numbers(view, 1);
            [&view[48..60], &view[12..24]].concat()
        })
        .collect();
    assert_eq!(read, expected);
    let third = Column {
        summary: Summary::Mean,
        block: 3,
    };
    let error = cache.read(&[a], 1, &[third]).expect_err("no such block");
    assert!(error.to_string().contains("block 3"), "{error}");
}

#[test]
fn a_cache_is_written_by_one_program_at_a_time_and_kept_apart_from_those_of_other_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let writer = Writer::open(folder.path(), &key()).expect("a cache");
    let error = Writer::open(folder.path(), &key()).err().expect("refused");
    assert!(error.to_string().contains("another program"), "{error}");
    let other = Key {
        weights_sha256: "ac".to_owned(),
        ..key()
    };
    let beside = Writer::open(folder.path(), &other).expect("another cache");
    assert_ne!(beside.folder(), writer.folder());
    let error = Cache::find(folder.path(), |_| true).expect_err("two fit");
    assert!(error.to_string().contains("name the folder"), "{error}");
    let error = Cache::find(folder.path(), |_| false).expect_err("none fits");
    assert!(
        error.to_string().contains("no features that fit"),
        "{error}"
    );
}

fn close(found: &[f32], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let differ = (f64::from(*found) - expected).abs();
        assert!(
            differ < 1e-3 * expected.abs().max(1.0),
            "{found} is not {expected}"
        );
    }
}

fn trunk(network: Vit, device: &Device) -> Trunk {
    Trunk::of(
        ShippedNetwork::Vit(network),
        SIDE,
        Precision::Single,
        device,
    )
}

/// What a cache should have of the views, token by token in double precision.
fn expected(network: &Vit, views: &ViewData, device: &Device) -> Vec<Vec<f64>> {
    let images = || Inputs::of(views.clone(), SIDE, device).colours();
    let after = network.trunk.forward(images(), &[1, 2]);
    let blocks: Vec<(Vec<f64>, usize)> = after
        .into_iter()
        .map(|tokens| {
            let count = tokens.dims()[1];
            let mut tokens: Vec<f64> = tokens.into_data().iter::<f64>().collect();
            for token in tokens.chunks_mut(12) {
                let mean = token.iter().sum::<f64>() / 12.0;
                let variance = token.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 12.0;
                for number in token {
                    *number = (*number - mean) / (variance + 1e-5).sqrt();
                }
            }
            (tokens, count)
        })
        .collect();
    (0..views.views)
        .map(|view| {
            let mut parts: [Vec<f64>; 3] = Default::default();
            for (tokens, count) in &blocks {
                let tokens = &tokens[view * count * 12..(view + 1) * count * 12];
                let (class, patches) = tokens.split_at(12);
                parts[0].extend(class);
                for place in 0..12 {
                    let of: Vec<f64> = patches.iter().skip(place).step_by(12).copied().collect();
                    let mean = of.iter().sum::<f64>() / of.len() as f64;
                    let squares = of.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
                    parts[1].push(mean);
                    parts[2].push((squares / of.len() as f64).sqrt());
                }
            }
            parts.concat()
        })
        .collect()
}

#[test]
fn features_are_those_of_the_network_token_by_token() {
    let device = Device::flex();
    let network = vit_config().init(SIDE, &device);
    let views = Needs::COLOURS.made_up_views(SIDE, 3, self_test_input);
    let expected = expected(&network, &views, &device);
    let features = network.features(Inputs::of(views.clone(), SIDE, &device));
    let trunk = trunk(network, &device);
    let found = Trunk::finish(trunk.start(views).expect("started")).expect("numbers");
    close(&found, &expected.concat());
    // The class tokens are those that a detector's head is given, number by number.
    let classes: Tensor<2> = features.numbers.expect("class tokens");
    let classes: Vec<f32> = classes.into_data().iter::<f32>().collect();
    for (view, classes) in found.chunks(72).zip(classes.chunks(24)) {
        assert_eq!(&view[..24], classes);
    }
}

/// Pictures of noise, two copies of one, and a file without a picture.
fn pictures(folder: &Path) {
    for (path, seed, side) in [
        ("real/a/1.png", 1, 80),
        ("real/a/2.png", 2, 40),
        ("synthetic/b/1.png", 3, 90),
        ("synthetic/b/copy.png", 3, 90),
    ] {
        let mut state: u32 = seed;
        let picture = RgbImage::from_fn(side, side, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgb([a, b, c])
        });
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        picture.save(path).expect("written");
    }
    fs::write(folder.join("real/a/broken.png"), b"no picture").expect("written");
}

#[test]
fn what_is_missing_is_computed_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    pictures(&data);
    let items = items::read(&data, |_| true).expect("items");
    let device = Device::flex();
    let network = vit_config().init(SIDE, &device);
    let of_network = network.clone();
    let trunk = trunk(network, &device);
    let preprocess = preprocess();
    let run = |tiers: &[Tier], batch: usize| {
        let extraction = Extraction {
            trunk: &trunk,
            preprocess: &preprocess,
            tiers,
            batch,
        };
        let mut writer = Writer::open(folder.path(), &key()).expect("a cache");
        extraction.run(&items, &mut writer).expect("extracted")
    };
    let broken = vec!["real/a/broken.png".to_owned()];
    let first = run(&[Tier::Clean], 2);
    let counts = |done: &Extracted| (done.deliveries, done.present);
    assert_eq!((counts(&first), &first.unreadable), ((3, 0), &broken));
    let second = run(&[Tier::Clean, Tier::Web], 64);
    assert_eq!((counts(&second), &second.unreadable), ((3, 3), &broken));
    let third = run(&[Tier::Clean, Tier::Web], 64);
    assert_eq!((counts(&third), third.views), ((0, 6), 0));

    let cache = Cache::find(folder.path(), |_| true).expect("a cache");
    for item in items.iter().filter(|item| item.path != broken[0]) {
        let bytes = item.bytes().expect("bytes");
        let pixels = image::load_from_memory(&bytes)
            .expect("a picture")
            .to_rgb8();
        assert!(cache.kinds(&sha256(&bytes)).is_some());
        for tier in [Tier::Clean, Tier::Web] {
            let stored = cache.stored(&sha256(&bytes), tier).expect("there");
            let delivered = tier.deliver(pixels.clone()).expect("delivered");
            let prepared = preprocess.prepare(&delivered).data;
            assert_eq!(stored.views, prepared.views);
            let found = cache
                .read(&[stored], stored.views, &all_columns())
                .expect("numbers");
            let expected = expected(&of_network, &prepared, &device).concat();
            // As far as half precision goes.
            close(&found, &expected);
            assert!(found.iter().all(|&x| f16::from_f32(x).to_f32() == x));
        }
    }
}
