//! Parity with the training framework, and what holds on any input.

use super::*;

fn network() -> Network {
    Network::load(dateline_data::LANGUAGE_WEIGHTS).expect("bundled weights load")
}

#[track_caller]
fn near(found: &[f32], expected: &str, what: &str) {
    let expected: Vec<f32> =
        expected.split(' ').map(|v| v.parse().expect("a number")).collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(&expected) {
        assert!((f - e).abs() < 1e-4 * e.abs().max(1.0), "{what}: {f} for {e}");
    }
}

#[test]
fn scores_equal_the_training_frameworks() {
    let network = network();
    let mut words: Vec<&str> = Vec::new();
    let mut state = None;
    let mut compared = 0;
    for line in dateline_data::LANGUAGE_PARITY.lines().filter(|l| !l.starts_with('#')) {
        let (kind, rest) = line.split_once(' ').expect("kind and values");
        if kind == "words" {
            words = rest.split(' ').collect();
            let encoded = network.encoder.encode(network.level, &[&words]);
            let scores = network.score(&encoded);
            state = Some((encoded, scores));
            continue;
        }
        let (encoded, scores) = state.as_ref().expect("words come first");
        let (i, values) = rest.split_once(' ').expect("index and values");
        let i: usize = i.parse().expect("an index");
        let (row, n) = (i + 1, words.len());
        let of = |layer: &Linear, from: &[f32]| {
            from[row * layer.width()..][..layer.outputs()].to_vec()
        };
        let found = match kind {
            "encoder" => encoded.rows[row * WIDTH..(row + 1) * WIDTH].to_vec(),
            "tags" => of(&network.tags, &scores.tags).into_iter().step_by(8).collect(),
            "names" => of(&network.names[1], &scores.names),
            "events" => of(&network.events[1], &scores.events),
            "spoken" => of(&network.spoken[1], &scores.spoken),
            "split" => of(&network.split, &scores.split),
            "arcs" => network.arcs(1..n + 1, &scores.arc)[i * (n + 1)..][..=n].to_vec(),
            "rels" => {
                let heads: Vec<usize> = (0..n).collect();
                network.rels(1..n + 1, &scores.rel, &heads)[i * network.rel_out.width()..]
                    [..network.rel_out.outputs()]
                    .to_vec()
            }
            other => panic!("unknown kind {other}"),
        };
        near(&found, values, line.get(..40).unwrap_or(line));
        compared += found.len();
    }
    assert!(compared > 1000, "only {compared} values");
}

#[test]
fn both_kernel_paths_give_the_same_analysis() {
    let mut network = network();
    let sentences: Vec<Vec<&str>> = dateline_data::LANGUAGE_PARITY
        .lines()
        .filter_map(|l| l.strip_prefix("words "))
        .map(|l| l.split(' ').collect())
        .collect();
    let fast = format!("{:?}", network.analyse(&sentences));
    network.level = Level::Plain;
    assert_eq!(format!("{:?}", network.analyse(&sentences)), fast);
}

#[test]
fn any_input_gives_trees() {
    let network = network();
    let long = vec!["clause"; 700];
    let odd = vec!["", " ", "\u{0}", "🙂🙂", "İ", "ﬃ", "\u{301}", "a\u{200d}b"];
    let huge = "x".repeat(100_000);
    let analyses =
        network.analyse(&[vec![], long, odd, vec![&huge], vec!["One", "."], vec![]]);
    assert_eq!(analyses.iter().map(|a| a.words.len()).sum::<usize>(), 711);
    for analysis in analyses.iter().filter(|a| !a.words.is_empty()) {
        let heads: Vec<usize> =
            analysis.words.iter().map(|w| w.head.map_or(0, |h| h + 1)).collect();
        assert!(tree::is_tree(&heads));
        for name in &analysis.names {
            assert!(name.words.start < name.words.end);
            assert!(name.words.end <= analysis.words.len());
        }
    }
}

#[test]
fn sentences_do_not_touch_each_other() {
    let network = network();
    let a: Vec<&str> = "The minister met Ms. Okafor in Oslo .".split(' ').collect();
    let b: Vec<&str> = "Nobody knows why .".split(' ').collect();
    let together = network.analyse(&[a.clone(), b.clone()]);
    let apart = [network.analyse(&[a]), network.analyse(&[b])].concat();
    assert_eq!(format!("{together:?}"), format!("{apart:?}"));
}
