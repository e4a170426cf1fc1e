//! `dateline serve`: a local page to read a store in and to verify it.
//!
//! Every page is made here as HTML and works without script; the script only adds keys. The
//! same path with `.json` or `.csv` gives the same rows. No other host is ever contacted.

mod api;
mod app;
mod asked;
mod draw;
mod error;
mod frame;
mod guard;
mod pages;
pub(crate) mod single;
mod subscribe;
mod words;

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;

use anyhow::{Context as _, bail};
use dateline_store::Store;

use crate::Ending;
use app::App;
use guard::Guard;

/// Flags of `serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The store, as `dateline add` makes it
    store: PathBuf,
    #[command(flatten)]
    listen: Listen,
    /// Nobody may correct anything
    #[arg(long)]
    read_only: bool,
    /// Who corrects, as it is kept with each correction
    #[arg(long, default_value = "reader", value_name = "NAME")]
    by: String,
}

/// Where to listen, and for whom.
#[derive(clap::Args, Clone)]
pub(crate) struct Listen {
    /// Where to listen; another address than this machine's own needs --token
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: IpAddr,
    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 8377)]
    port: u16,
    /// A secret that every request must give, as a password or as ?token=
    #[arg(long, env = "DATELINE_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl Args {
    /// Serves a store that is not the user's own, such as the demonstration's.
    pub(crate) fn of_demo(store: PathBuf, listen: Listen) -> Self {
        Self { store, listen, read_only: false, by: "reader".to_owned() }
    }
}

/// Shortest secret that is taken for one.
const SHORTEST_TOKEN: usize = 16;

/// Serves until it is interrupted.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<Ending> {
    let Listen { host, token, .. } = &args.listen;
    if !host.is_loopback() && token.is_none() {
        bail!(
            "{host} can be reached from other machines, and a store holds whole articles\n\
             give --token SECRET, or leave --host out"
        );
    }
    if token.as_ref().is_some_and(|t| t.len() < SHORTEST_TOKEN) {
        bail!("--token must be {SHORTEST_TOKEN} characters or more");
    }
    // Refused now and not at the first page, where it cannot be read.
    Store::open(&args.store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .enable_all()
        .build()
        .context("starting the server")?;
    runtime.block_on(serve(args, out))?;
    Ok(Ending::Done)
}

async fn serve(args: &Args, out: &mut impl Write) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(SocketAddr::new(
        args.listen.host,
        args.listen.port,
    ))
    .await
    .with_context(|| format!("listening on {}:{}", args.listen.host, args.listen.port))?;
    let address = listener.local_addr()?;
    let guard = Guard::new(address, args.listen.token.clone());
    let app =
        Arc::new(App::new(args.store.clone(), args.read_only, args.by.clone(), guard));
    writeln!(out, "reading {} at http://{address}/", args.store.display())?;
    writeln!(out, "Ctrl-C ends it")?;
    out.flush()?;
    let stop = stopped();
    axum::serve(listener, pages::router(app)).with_graceful_shutdown(stop).await?;
    Ok(())
}

/// Waits until the person, or the machine that shuts down, ends the server.
async fn stopped() {
    // Where no signal can be had, the server runs until it is killed.
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            let mut interrupted = std::pin::pin!(interrupted);
            std::future::poll_fn(|context| {
                let over = interrupted.as_mut().poll(context).is_ready()
                    || ended.poll_recv(context).is_ready();
                if over { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            return;
        }
    }
    interrupted.await;
}
