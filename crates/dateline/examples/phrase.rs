use std::io::BufRead;
fn main() {
    let kit = dateline::Kit::bundled();
    for l in std::io::stdin().lock().lines() {
        let l = l.unwrap();
        let (d, p) = l.split_once('\t').unwrap();
        let a = kit.actor(p, d.parse().ok());
        println!(
            "{}\t{}\t{}",
            a.country.unwrap_or(""),
            a.sector.unwrap_or(""),
            a.code.unwrap_or_default()
        );
    }
}
